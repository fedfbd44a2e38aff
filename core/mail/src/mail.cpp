// SPDX-License-Identifier: Apache-2.0
#include "reseal/mail/mail.h"

#include "clean_text.h"
#include "html_text.h"
#include "parts.h"
#include "reseal/base/error.h"

namespace reseal::mail {
namespace {

[[noreturn]] void no_mail(const std::string& problem) { throw Error(ErrorCode::usage, {{"problem", problem}}); }

void start_gmime() {
  static const bool started = [] {
    g_mime_init();
    return true;
  }();
  static_cast<void>(started);
}

std::string header(const char* text) {
  return text == nullptr ? std::string() : clean(text, kLongestHeader, Shape::line);
}

std::string addresses(InternetAddressList* list) {
  if (list == nullptr || internet_address_list_length(list) == 0) return {};
  const GText text(internet_address_list_to_string(list, nullptr, FALSE));
  return header(text.get());
}

std::optional<Time> date_of(GMimeMessage* message) {
  auto* date = g_mime_message_get_date(message);  // the message's own
  if (date == nullptr) return {};
  const auto seconds = g_date_time_to_unix(date);
  if (seconds <= 0) return {};  // no mail is that old: a date that was not understood
  return Time(Seconds(seconds));
}

}  // namespace

Mail read_mail(ByteView rfc5322) {
  if (rfc5322.size() > kLargestMail) no_mail("an e-mail of more than 5 MiB");
  start_gmime();
  const Handle<GMimeStream> stream(
      g_mime_stream_mem_new_with_buffer(reinterpret_cast<const char*>(rfc5322.data()), rfc5322.size()));
  const Handle<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Handle<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (message == nullptr) no_mail("this is no e-mail");

  Mail mail;
  mail.from = addresses(g_mime_message_get_from(message.get()));
  if (mail.from.empty()) no_mail("this is no e-mail: it does not say who it is from");
  mail.to = addresses(g_mime_message_get_to(message.get()));
  mail.subject = header(g_mime_message_get_subject(message.get()));
  mail.message_id = header(g_mime_message_get_message_id(message.get()));
  mail.date = date_of(message.get());
  auto parts = parts_of(g_mime_message_get_mime_part(message.get()));
  if (parts.plain != nullptr) {
    mail.text = clean(content_of(parts.plain), kLongestText, Shape::text);
  } else if (parts.html != nullptr) {
    mail.text = clean(html_text(clean(content_of(parts.html), kLargestMail, Shape::text)), kLongestText, Shape::text);
  }
  mail.attachments = std::move(parts.attachments);
  return mail;
}

}  // namespace reseal::mail
