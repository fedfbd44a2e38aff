// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "drawing.h"
#include "examine.h"
#include "pdf.h"
#include "signatures.h"

namespace reseal::document {
namespace {

/// Viewers take what has "%PDF-" among the first 1024 bytes.
bool is_pdf(ByteView file) {
  constexpr std::size_t kWithin = 1024;
  return as_text(file.first(std::min(file.size(), kWithin))).find("%PDF-") != std::string_view::npos;
}

Inspection within(Inspection found, const InspectionLimits& limits) {
  const auto& types = limits.media_types;
  if (!types.empty() && std::find(types.begin(), types.end(), found.media_type) == types.end()) {
    found.refusal = Refusal::media_type;
  } else if (found.refusal == Refusal::none && limits.max_pages && found.pages > *limits.max_pages) {
    found.refusal = Refusal::pages;
  }
  return found;
}

class Paper final : public Documents {
 public:
  Bytes draw(const Printout& printout, const SayText& say, Time made) const override {
    return finished(draw_printout(printout, say, made), printout.language);
  }
  Bytes sign(ByteView pdf, const SignatureNote& note, const MakeCms& make_cms) const override {
    return write_signature(pdf, note, make_cms);
  }
  std::vector<FoundSignature> signatures(ByteView pdf) const override { return read_signatures(pdf); }
  Inspection inspect(ByteView file, const InspectionLimits& limits) const override {
    if (is_pdf(file)) return within(in_a_child([&] { return examine_pdf(file); }), limits);
    return within(examine_picture(file), limits);
  }
};

}  // namespace

const Documents& documents() {
  static const Paper paper;
  return paper;
}

}  // namespace reseal::document
