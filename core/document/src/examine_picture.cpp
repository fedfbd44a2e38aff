// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "examine.h"

namespace reseal::document {
namespace {

std::uint32_t big_endian(ByteView bytes) {
  std::uint32_t value = 0;
  for (const auto byte : bytes) value = (value << 8U) | byte;
  return value;
}

Inspection picture(const char* media_type) {
  Inspection found;
  found.media_type = media_type;
  found.pages = 1;
  return found;
}

Inspection broken(Inspection found, const char* detail) {
  found.refusal = Refusal::broken;
  found.detail = detail;
  return found;
}

Inspection within_bounds(Inspection found) {
  if (found.width < 1 || found.height < 1) return broken(found, "a picture without pixels");
  if (found.width > kMostPixels / found.height) {
    found.refusal = Refusal::bomb;
    found.detail = std::to_string(found.width) + " x " + std::to_string(found.height) + " pixels";
  }
  return found;
}

/// PNG (ISO/IEC 15948): chunks of length, name, data and checksum; IHDR first, IEND last.
Inspection png(ByteView file) {
  constexpr std::size_t kSignature = 8;
  constexpr std::size_t kAround = 12;  // length, name, checksum
  auto found = picture("image/png");
  bool header = false;
  for (std::size_t at = kSignature; at + kAround <= file.size();) {
    const std::size_t length = big_endian(file.subspan(at, 4));
    const auto name = as_text(file.subspan(at + 4, 4));
    if (length > file.size() - at - kAround) break;
    if (!header) {
      if (name != "IHDR" || length != 13) return broken(found, "a PNG without a header");
      found.width = big_endian(file.subspan(at + 8, 4));
      found.height = big_endian(file.subspan(at + 12, 4));
      header = true;
    }
    if (name == "IEND") return within_bounds(found);
    at += length + kAround;
  }
  return broken(found, "a PNG that breaks off");
}

/// Start of frame, by its marker: C0 to CF but the tables that share the range.
bool is_frame(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// JPEG (ITU-T T.81, annex B): markers with lengths up to the first scan; the end of image after it.
Inspection jpeg(ByteView file) {
  auto found = picture("image/jpeg");
  bool frame = false;
  for (std::size_t at = 2; at + 4 <= file.size();) {
    if (file[at] != 0xFF) return broken(found, "a JPEG with something between its parts");
    const auto marker = file[at + 1];
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    const std::size_t length = big_endian(file.subspan(at + 2, 2));
    if (length < 2 || length > file.size() - at - 2) break;
    if (is_frame(marker) && length >= 8) {
      found.height = big_endian(file.subspan(at + 5, 2));
      found.width = big_endian(file.subspan(at + 7, 2));
      frame = true;
    }
    at += length + 2;
    if (marker != 0xDA) continue;
    constexpr std::uint8_t kEnd[] = {0xFF, 0xD9};  // within the scan's data FF is never followed by D9
    const bool ends = std::search(file.begin() + static_cast<std::ptrdiff_t>(at), file.end(), std::begin(kEnd),
                                  std::end(kEnd)) != file.end();
    if (!ends) break;
    return frame ? within_bounds(found) : broken(found, "a JPEG without a frame");
  }
  return broken(found, "a JPEG that breaks off");
}

}  // namespace

Inspection examine_picture(ByteView file) {
  const auto begins = as_text(file.first(std::min<std::size_t>(file.size(), 8)));
  if (begins == "\x89PNG\r\n\x1a\n") return png(file);
  if (begins.starts_with("\xFF\xD8\xFF")) return jpeg(file);
  return {};
}

}  // namespace reseal::document
