// SPDX-License-Identifier: Apache-2.0
// What an uploaded file really is, and why it is not taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::document {

struct InspectionLimits {
  std::vector<std::string> media_types;  ///< "application/pdf", "image/jpeg", "image/png"
  std::optional<int> max_pages;
};

inline constexpr std::int64_t kMostPixels = 100'000'000;                     ///< of one picture: A4 at 1000 dpi is 97
inline constexpr std::size_t kMostUnpacked = std::size_t{512} << 20U;        ///< bytes, of all a PDF has inside
inline constexpr std::size_t kMostInspectionMemory = std::size_t{1} << 30U;  ///< bytes
inline constexpr unsigned kMostInspectionSeconds = 10;                       ///< of one processor

/// Why a file is refused. One reason each, so that a person can be told what to do.
enum class Refusal {
  none,
  media_type,  ///< not of a type that is asked for, by its content
  pages,       ///< too many
  broken,      ///< truncated or damaged
  encrypted,   ///< needs a password, or limits what may be done with it
  active,      ///< scripts, programs to launch, forms that send themselves
  attachment,  ///< files inside
  bomb,        ///< unpacks to more than any scan has
};
/// Stable and untranslated: "active".
[[nodiscard]] std::string_view to_string(Refusal refusal);

struct Inspection {
  Refusal refusal = Refusal::none;
  std::string detail;      ///< English, for logs and support
  std::string media_type;  ///< by content, never by name; empty: none that is known here
  int pages = 0;           ///< of a picture 1
  std::int64_t width = 0;  ///< pixels, of a picture
  std::int64_t height = 0;
  bool operator==(const Inspection&) const = default;
};

/// The name alone, of at most 100 bytes, with the ending that fits its type; no folders, control characters, or
/// characters that mean something to a shell, to HTML or to Windows. Never empty: "upload.pdf".
[[nodiscard]] std::string harmless_name(std::string_view name, std::string_view media_type);

}  // namespace reseal::document
