// SPDX-License-Identifier: Apache-2.0
// E-mails as text: the header that every test needs, and what follows.
#pragma once

#include <string>

#include "reseal/mail/mail.h"

namespace reseal::mail::test {

inline const std::string kHeader =
    "From: BHXH <no-reply@example.vn>\nTo: ketoan@anbinh.example\nDate: Mon, 23 Nov 2026 09:30:00 +0700\n"
    "Message-ID: <a1@example.vn>\nSubject: Ho so\nMIME-Version: 1.0\n";

inline Mail read(const std::string& text) { return read_mail(as_bytes(text)); }

/// A mail of one part: its own header lines, then its body.
inline Mail read_part(const std::string& header, const std::string& body) {
  return read(kHeader + header + "\n\n" + body);
}

inline std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

}  // namespace reseal::mail::test
