// SPDX-License-Identifier: Apache-2.0
#include "answer_mail.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "reseal/failure.h"

namespace reseal::social_insurance {
namespace {

// Words that decide. "sẽ được chấp nhận" (will be), "chưa được chấp nhận" (not yet) and "not been accepted" are in
// neither list: they decide nothing.
constexpr std::array<std::string_view, 8> kAccepted = {"đã được chấp nhận", "đã chấp nhận",         "đã được phê duyệt",
                                                       "đã phê duyệt",      "được chấp nhận kể từ", "đã được duyệt",
                                                       "has been accepted", "has been approved"};
constexpr std::array<std::string_view, 10> kRefused = {
    "không được chấp nhận", "không chấp nhận",  "bị từ chối",       "đã từ chối",        "từ chối hồ sơ",
    "không hợp lệ",         "không được duyệt", "has been refused", "has been rejected", "is rejected"};

// A mail that also speaks of what has not happened yet is for a person to read.
constexpr std::array<std::string_view, 7> kNotYet = {"nếu hồ sơ", "khi hồ sơ", "chưa được", "chưa có kết quả",
                                                     "if your",   "once your", "not yet"};

constexpr Seconds kClocksDiffer{3600};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// As a word of its own: dossier 12 is not named by "123".
bool names(const std::string& text, const std::string& what) {
  if (what.empty()) return false;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
    const auto end = at + what.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return true;
  }
  return false;
}

template <typename Words>
bool says(const std::string& text, const Words& words) {
  return std::any_of(words.begin(), words.end(), [&](const auto& each) { return names(text, std::string(each)); });
}

std::optional<Time> date_of(const Json& mail) {
  try {
    return time_from_iso(mail.value("date", std::string()));
  } catch (const MessageError&) {
    return {};
  }
}

ReadAnswer unclear(const char* why) { return {Decision::unclear, {}, {why, {}}}; }

// The capital letters of Vietnamese are two blocks with their own order and five strays.
void append_lower(std::string& out, std::string_view letter) {
  const auto a = static_cast<unsigned char>(letter[0]);
  const auto b = static_cast<unsigned char>(letter.size() > 1 ? letter[1] : 0);
  const auto two = [&](unsigned char first, unsigned char second) {
    out += static_cast<char>(first);
    out += static_cast<char>(second);
  };
  if (letter.size() == 1) {
    out += a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : letter[0];
  } else if (a == 0xC3 && b >= 0x80 && b <= 0x9E) {  // À..Ý
    two(a, b + 0x20);
  } else if ((a == 0xC4 && (b == 0x82 || b == 0x90 || b == 0xA8)) || (a == 0xC5 && b == 0xA8) ||
             (a == 0xC6 && b == 0xA0)) {  // Ă Đ Ĩ Ũ Ơ
    two(a, b + 1);
  } else if (a == 0xC6 && b == 0xAF) {  // Ư
    two(a, 0xB0);
  } else if (letter.size() == 3 && a == 0xE1 && (b == 0xBA || b == 0xBB) &&
             (static_cast<unsigned char>(letter[2]) & 1U) == 0 &&
             !(b == 0xBA && static_cast<unsigned char>(letter[2]) < 0xA0)) {  // Ạ..Ỹ: even; the small letter follows
    two(a, b);
    out += static_cast<char>(letter[2] + 1);
  } else {
    out += letter;
  }
}

}  // namespace

std::string plain(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t size = 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) ++size;
    const auto letter = text.substr(0, size);
    text.remove_prefix(size);
    const bool space = letter == " " || letter == "\n" || letter == "\t" || letter == "\r" || letter == "\xC2\xA0";
    if (!space) {
      append_lower(out, letter);
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

ReadAnswer read_answer(const Json& mail, const std::string& number, const std::string& serial, Time sent, Time now) {
  const auto text = plain(mail.value("subject", std::string()) + "\n" + mail.value("text", std::string()));
  if (!names(text, plain(number)) && !names(text, plain(serial))) {
    return unclear("social_insurance.unclear.not_ours");
  }
  const bool accepted = says(text, kAccepted);
  const bool refused = says(text, kRefused);
  if (accepted == refused || (accepted && says(text, kNotYet))) return unclear("social_insurance.unclear.words");
  const auto date = date_of(mail);
  if (!date || *date < sent - kClocksDiffer || *date > now + kClocksDiffer) {
    return unclear("social_insurance.unclear.date");
  }
  return {accepted ? Decision::accepted : Decision::refused, *date, {}};
}

}  // namespace reseal::social_insurance
