// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "examine.h"
#include "pdf.h"

namespace reseal::document {
namespace {

struct Refused {
  Refusal refusal;
  std::string detail;
};

/// Lets so many bytes through, and throws at the next.
class Meter final : public Pipeline {
 public:
  Meter() : Pipeline("meter", nullptr) {}
  void write(unsigned char const* /*data*/, std::size_t size) override {
    seen_ += size;
    if (seen_ > kMostUnpacked)
      throw Refused{Refusal::bomb, "more than " + std::to_string(kMostUnpacked) + " bytes inside"};
  }
  void finish() override {}

 private:
  std::size_t seen_ = 0;
};

bool one_of(const std::string& name, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* one) { return name == one; });
}

/// Everything that a file has inside, also what nothing refers to.
class Search {
 public:
  void run(QPDF& pdf) {
    for (auto& object : pdf.getAllObjects()) {
      look(object, 0);
      if (object.isStream()) weigh(object);
    }
  }

 private:
  void look(QPDFObjectHandle object, int depth) {
    constexpr int kDeepest = 100;
    if (depth > kDeepest) throw Refused{Refusal::broken, "objects within objects without end"};
    if (depth > 0 && object.isIndirect()) return;  // has its own turn
    if (object.isStream()) object = object.getDict();
    if (object.isArray()) {
      for (auto& item : object.getArrayAsVector()) look(item, depth + 1);
    } else if (object.isDictionary()) {
      judge(object);
      for (const auto& key : object.getKeys()) look(object.getKey(key), depth + 1);
    }
  }

  // ISO 32000-1, 12.6.4 (actions), 7.11.4 (embedded files), 13 (media), 12.7.8 (XFA). A link to an address stays.
  static void judge(QPDFObjectHandle& dictionary) {
    auto action = dictionary.getKey("/S");
    if (action.isName() &&
        one_of(action.getName(), {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie",
                                  "/Sound", "/RichMediaExecute", "/GoToE"})) {
      throw Refused{Refusal::active, action.getName()};
    }
    for (const auto* key : {"/JS", "/JavaScript", "/XFA", "/RichMediaContent"}) {
      if (dictionary.hasKey(key)) throw Refused{Refusal::active, key};
    }
    auto type = dictionary.getKey("/Type");
    for (const auto* key : {"/EmbeddedFiles", "/EF"}) {
      if (dictionary.hasKey(key)) throw Refused{Refusal::attachment, key};
    }
    if (type.isName() && type.getName() == "/EmbeddedFile") throw Refused{Refusal::attachment, "/EmbeddedFile"};
  }

  void weigh(QPDFObjectHandle& stream) {
    auto dictionary = stream.getDict();
    auto width = dictionary.getKey("/Width");
    auto height = dictionary.getKey("/Height");
    if (width.isInteger() && height.isInteger() && height.getIntValue() > 0 &&
        width.getIntValue() > kMostPixels / height.getIntValue()) {
      throw Refused{Refusal::bomb, "a picture of more than " + std::to_string(kMostPixels) + " pixels"};
    }
    stream.pipeStreamData(&meter_, 0, qpdf_dl_specialized, true);
  }

  Meter meter_;
};

}  // namespace

Inspection examine_pdf(ByteView file) {
  Inspection found;
  found.media_type = "application/pdf";
  try {
    const auto pdf = open_pdf(file);
    if (pdf->isEncrypted()) throw Refused{Refusal::encrypted, "encrypted"};
    found.pages = static_cast<int>(pdf->getAllPages().size());
    if (found.pages < 1) throw Refused{Refusal::broken, "no pages"};
    Search().run(*pdf);
  } catch (const Refused& refused) {
    found.refusal = refused.refusal;
    found.detail = refused.detail;
  } catch (const QPDFExc& error) {
    found.refusal = error.getErrorCode() == qpdf_e_password || error.getErrorCode() == qpdf_e_unsupported
                        ? Refusal::encrypted
                        : Refusal::broken;
    found.detail = error.what();
  } catch (const std::exception& error) {
    found.refusal = Refusal::broken;
    found.detail = error.what();
  }
  return found;
}

}  // namespace reseal::document
