// SPDX-License-Identifier: Apache-2.0
// Any bytes as an upload: facts within the limits, or a refusal with a reason. What the product does in a child process
// is done here in this one, so that a crash is seen.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "examine.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace reseal::document;
  const reseal::ByteView file(data, size);
  const auto picture = examine_picture(file);
  if (!picture.media_type.empty() && picture.refusal == Refusal::none &&
      (picture.width < 1 || picture.height < 1 || picture.width > kMostPixels / picture.height)) {
    std::abort();
  }
  const auto pdf = examine_pdf(file);
  if (pdf.refusal == Refusal::none && pdf.pages < 1) std::abort();
  const auto name = harmless_name(reseal::as_text(file), picture.media_type);
  if (name.empty() || name.size() > 100 || name.find('/') != std::string::npos) std::abort();
  return 0;
}
