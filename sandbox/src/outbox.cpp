// SPDX-License-Identifier: Apache-2.0
#include "outbox.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <utility>

#include "record_store.h"
#include "reseal/base/bytes.h"
#include "reseal/base/file.h"

namespace reseal::sandbox {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// An address comes from a client: a line end in it would forge headers.
std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return line;
}

std::string wrapped(const std::string& base64) {
  std::string lines;
  for (std::size_t at = 0; at < base64.size(); at += 76) lines += base64.substr(at, 76) + "\r\n";
  return lines;
}

// RFC 2045 section 6.7. Lines are cut at 72 characters, which may be within a letter: a reader joins them first.
std::string quoted_printable(std::string_view text) {
  constexpr std::size_t kMost = 72;
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
    const bool plain = byte > 0x20 && byte < 0x7F && c != '=';
    const auto piece = plain || (c == ' ' && !ends_line) ? std::string(1, c)
                                                         : std::string{'=', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    if (column + piece.size() > kMost) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  }
  return out;
}

std::string text_part(const Mail& mail) {
  return "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " +
         (mail.quoted_printable ? "quoted-printable\r\n\r\n" + quoted_printable(mail.body)
                                : "base64\r\n\r\n" + wrapped(to_base64(as_bytes(mail.body))));
}

// RFC 2046 section 5.1. No line of base64 begins with two dashes.
std::string with_attachment(const Mail& mail) {
  const auto& file = *mail.attachment;
  return "Content-Type: multipart/mixed; boundary=\"sandbox\"\r\n\r\n--sandbox\r\n" + text_part(mail) +
         "\r\n--sandbox\r\nContent-Type: " + file.media_type +
         "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"" + file.name +
         "\"\r\n\r\n" + wrapped(to_base64(file.content)) + "--sandbox--\r\n";
}

}  // namespace

std::string encode_header(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  // "=?UTF-8?B?" and "?=" take 12 of the 75; 45 bytes become 60 characters of base64.
  constexpr std::size_t kMost = 45;
  std::string encoded;
  while (!text.empty()) {
    std::size_t size = std::min(kMost, text.size());
    while (size < text.size() && size > 1 && continues_character(text[size])) --size;
    if (!encoded.empty()) encoded += "\r\n ";
    encoded += "=?UTF-8?B?" + to_base64(as_bytes(text.substr(0, size))) + "?=";
    text.remove_prefix(size);
  }
  return encoded;
}

std::string message_text(const Mail& mail, Time at) {
  const auto date = Poco::DateTimeFormatter::format(Poco::Timestamp::fromEpochTime(at.time_since_epoch().count()),
                                                    Poco::DateTimeFormat::RFC1123_FORMAT);
  const auto to = one_line(mail.to);
  return "From: " + encode_header(mail.from_name) + " <" + mail.from + ">\r\nTo: <" +
         (is_ascii(to) ? to : std::string("unknown@sandbox.invalid")) +
         ">\r\nSubject: " + encode_header(one_line(mail.subject)) + "\r\nDate: " + date + "\r\nMessage-ID: <" +
         mail.id + "@sandbox.invalid>\r\nMIME-Version: 1.0\r\n" +
         (mail.attachment ? with_attachment(mail) : text_part(mail));
}

std::string without_marks(std::string_view text) {
  static constexpr std::pair<char, std::string_view> kLetters[] = {{'a', "àáảãạăằắẳẵặâầấẩẫậ"},
                                                                   {'e', "èéẻẽẹêềếểễệ"},
                                                                   {'i', "ìíỉĩị"},
                                                                   {'o', "òóỏõọôồốổỗộơờớởỡợ"},
                                                                   {'u', "ùúủũụưừứửữự"},
                                                                   {'y', "ỳýỷỹỵ"},
                                                                   {'d', "đ"},
                                                                   {'A', "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ"},
                                                                   {'E', "ÈÉẺẼẸÊỀẾỂỄỆ"},
                                                                   {'I', "ÌÍỈĨỊ"},
                                                                   {'O', "ÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ"},
                                                                   {'U', "ÙÚỦŨỤƯỪỨỬỮỰ"},
                                                                   {'Y', "ỲÝỶỸỴ"},
                                                                   {'D', "Đ"}};
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = 1;
    while (at + size < text.size() && continues_character(text[at + size])) ++size;
    const auto letter = text.substr(at, size);
    const auto* const found = std::ranges::find_if(
        kLetters, [&](const auto& entry) { return entry.second.find(letter) != std::string_view::npos; });
    plain += size == 1 || found == std::end(kLetters) ? std::string(letter) : std::string(1, found->first);
    at += size;
  }
  return plain;
}

void Outbox::mail(const Mail& mail, Time at) const {
  replace_file(folder_ / "mail" / (mail.id + ".eml"), message_text(mail, at));
}

void Outbox::sms(std::string_view id, std::string_view to, std::string_view text) const {
  replace_file(folder_ / "sms" / (std::string(id) + ".txt"), one_line(to) + "\n" + std::string(text) + "\n");
}

std::optional<std::string> Outbox::newest_sms(std::string_view to) const {
  using Written = std::pair<std::filesystem::file_time_type, std::filesystem::path>;
  std::optional<Written> newest;  // of two in one instant, the one with the later number
  std::optional<std::string> text;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "sms")) {
    if (entry.path().extension() != ".txt") continue;
    const auto message = read_file(entry.path());
    const auto end = message.find('\n');
    const Written written(entry.last_write_time(), entry.path());
    if (message.substr(0, end) != to || (newest && written < *newest)) continue;
    newest = written;
    text = message.substr(end + 1, message.size() - end - 2);
  }
  return text;
}

}  // namespace reseal::sandbox
