// SPDX-License-Identifier: Apache-2.0
// An e-mail (RFC 5322, MIME) as evidence: who wrote what to whom, when; as plain text.
//
// NOT proof of origin: From and Date are what the file says, and anybody can write such a file. No signature (DKIM,
// S/MIME, OpenPGP) is verified here. A decision that rests on a mail needs more than its sender.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reseal/base/bytes.h"
#include "reseal/values.h"

namespace reseal::mail {

inline constexpr std::size_t kLargestMail = std::size_t{5} << 20U;  ///< bytes
inline constexpr int kDeepest = 30;                                 ///< parts within parts
inline constexpr int kMostParts = 200;
inline constexpr std::size_t kLongestHeader = 2000;                   ///< bytes; longer ones are cut
inline constexpr std::size_t kLongestText = std::size_t{256} * 1024;  ///< bytes; a longer text is cut

/// Every text is UTF-8 in NFC without control characters (of the body, newline and tab stay); bytes that are none in
/// their charset are U+FFFD. Bidirectional overrides may be inside: printable() (base/unicode.h) before a terminal.
struct Mail {
  std::string from;          ///< "BHXH Việt Nam <no-reply@example.vn>"
  std::string to;            ///< the same, several with commas; empty when the mail does not say
  std::string subject;       ///< encoded words (RFC 2047) decoded
  std::optional<Time> date;  ///< UTC; empty when there is none or it cannot be read
  std::string message_id;    ///< without angle brackets; empty when there is none
  std::string text;          ///< the first text/plain that is no attachment; else of text/html what is to be read
  std::vector<std::string> attachments;  ///< names; "" for one without a name
  bool operator==(const Mail&) const = default;
};

/// Lines may end in CRLF or LF. Throws Error(usage) for what is no e-mail (no From that names anybody) and for what is
/// beyond the limits; for nothing else that may be in a file. Any thread.
Mail read_mail(ByteView rfc5322);

}  // namespace reseal::mail
