// SPDX-License-Identifier: Apache-2.0
#include "pdf.h"

#include <functional>

namespace reseal::document {

Error unusable_pdf(const std::string& problem) {
  return Error(ErrorCode::usage, {{"problem", "the PDF cannot be used: " + problem}}, problem);
}

std::unique_ptr<QPDF> open_pdf(ByteView bytes) {
  auto pdf = std::make_unique<QPDF>();
  pdf->setSuppressWarnings(true);
  pdf->setAttemptRecovery(false);
  pdf->processMemoryFile("the PDF", reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return pdf;
}

Bytes finished(ByteView drawn, const std::string& language) {
  const auto pdf = open_pdf(drawn);
  pdf->getRoot().replaceKey("/Lang", QPDFObjectHandle::newString(language == "zh" ? "zh-CN" : language));
  QPDFWriter writer(*pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.setObjectStreamMode(qpdf_o_disable);  // the oldest of readers reads it
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {buffer->getBuffer(), buffer->getBuffer() + buffer->getSize()};
}

std::vector<SignatureField> signature_fields(QPDF& pdf) {
  std::vector<SignatureField> found;
  constexpr int kDeepest = 20;
  const std::function<void(QPDFObjectHandle, const std::string&, const QPDFObjectHandle&, int)> walk =
      [&](QPDFObjectHandle field, const std::string& above, const QPDFObjectHandle& inherited, int depth) {
        if (!field.isDictionary() || depth > kDeepest) return;
        auto part = field.getKey("/T");
        const auto name = !part.isString() ? above : (above.empty() ? "" : above + ".") + part.getUTF8Value();
        auto type = field.hasKey("/FT") ? field.getKey("/FT") : inherited;
        auto value = field.getKey("/V");
        if (type.isName() && type.getName() == "/Sig" && value.isDictionary()) found.push_back({name, value});
        auto kids = field.getKey("/Kids");
        for (int i = 0; kids.isArray() && i < kids.getArrayNItems(); ++i)
          walk(kids.getArrayItem(i), name, type, depth + 1);
      };
  auto form = pdf.getRoot().getKey("/AcroForm");
  auto fields = form.isDictionary() ? form.getKey("/Fields") : QPDFObjectHandle::newNull();
  for (int i = 0; fields.isArray() && i < fields.getArrayNItems(); ++i) {
    walk(fields.getArrayItem(i), "", QPDFObjectHandle::newNull(), 0);
  }
  return found;
}

}  // namespace reseal::document
