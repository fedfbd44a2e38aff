// SPDX-License-Identifier: Apache-2.0
#include "reseal/document/inspection.h"

#include <algorithm>
#include <array>

#include "reseal/base/unicode.h"

namespace reseal::document {
namespace {

constexpr std::size_t kLongestName = 100;  // bytes

/// The first is given to a name that has none of them.
std::vector<std::string_view> endings_of(std::string_view media_type) {
  if (media_type == "application/pdf") return {".pdf"};
  if (media_type == "image/jpeg") return {".jpg", ".jpeg"};
  if (media_type == "image/png") return {".png"};
  return {".bin"};
}

}  // namespace

std::string_view to_string(Refusal refusal) {
  constexpr std::array<std::string_view, 8> kNames = {"none",      "media_type", "pages",      "broken",
                                                      "encrypted", "active",     "attachment", "bomb"};
  return kNames.at(static_cast<std::size_t>(refusal));
}

std::string harmless_name(std::string_view name, std::string_view media_type) {
  name = name.substr(name.find_last_of("/\\") + 1);
  std::string clean = is_valid_utf8(name) ? printable(to_nfc(name)) : "";
  for (char& c : clean) {
    const bool control = static_cast<unsigned char>(c) < 0x20;
    if (control || std::string_view("<>:\"|?*&'`$;%!#{}~^=").find(c) != std::string_view::npos) c = '_';
  }
  clean.erase(0, clean.find_first_not_of(". -"));
  const auto endings = endings_of(media_type);
  const auto lower = fold(clean);
  std::string_view ending = endings.front();
  for (const auto one : endings) {
    if (!lower.ends_with(one)) continue;
    ending = one;
    clean.resize(clean.size() - std::min(clean.size(), one.size()));
  }
  if (clean.size() > kLongestName - ending.size()) clean.resize(kLongestName - ending.size());
  while (!is_valid_utf8(clean)) clean.pop_back();  // cut within a character
  while (!clean.empty() && (clean.back() == ' ' || clean.back() == '.')) clean.pop_back();
  if (clean.empty()) clean = "upload";
  return clean.append(ending);
}

}  // namespace reseal::document
