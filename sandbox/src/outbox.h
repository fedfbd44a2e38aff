// SPDX-License-Identifier: Apache-2.0
// E-mail and SMS that the portal sends, as files that a test can read and a person can open.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "reseal/base/bytes.h"
#include "reseal/values.h"

namespace reseal::sandbox {

struct Attachment {
  std::string name;  ///< ASCII
  std::string media_type;
  Bytes content;
};

struct Mail {
  std::string id;  ///< names the file: one event is one mail, however often it is told
  std::string to;
  std::string subject;
  std::string body;
  std::string from_name = "MISA eSign (môi trường thử nghiệm)";
  std::string from = "esign@sandbox.invalid";
  bool quoted_printable = false;  ///< the body; else base64
  std::optional<Attachment> attachment = {};
};

class Outbox {
 public:
  explicit Outbox(std::filesystem::path folder) : folder_(std::move(folder)) {}
  void mail(const Mail& mail, Time at) const;
  void sms(std::string_view id, std::string_view to, std::string_view text) const;
  /// The text that was sent to this number last.
  [[nodiscard]] std::optional<std::string> newest_sms(std::string_view to) const;

 private:
  std::filesystem::path folder_;
};

/// Vietnamese as text messages carry it: "Hợp đồng" is "Hop dong".
[[nodiscard]] std::string without_marks(std::string_view text);
/// RFC 2047 encoded-words of at most 75 characters each, cut between characters; plain ASCII stays as it is.
[[nodiscard]] std::string encode_header(std::string_view text);
/// The whole message, RFC 5322 with CRLF line ends.
[[nodiscard]] std::string message_text(const Mail& mail, Time at);

}  // namespace reseal::sandbox
