// SPDX-License-Identifier: Apache-2.0
#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "origin.h"
#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/unicode.h"
#include "reseal/failure.h"
#include "reseal/plugin/http.h"
#include "secure_channel.h"

namespace reseal::plugin {
namespace {

constexpr std::size_t kLongestHead = 64U << 10U;

/// Reads one answer. Every length is checked, so that half an answer is never taken for a whole one.
class AnswerReader {
 public:
  AnswerReader(SecureChannel& channel, std::string host, std::size_t limit)
      : channel_(channel), host_(std::move(host)), limit_(limit) {}

  HttpResponse read(bool with_body) {
    Poco::Net::HTTPResponse head;
    do {
      head.clear();
      read_head(head);
    } while (head.getStatus() >= 100 && head.getStatus() < 200);
    HttpResponse response;
    response.status = head.getStatus();
    for (const auto& [name, value] : head) {
      auto& field = response.headers[Poco::toLower(name)];
      field += (field.empty() ? "" : ", ") + value;
    }
    for (auto& [name, value] : response.headers) {
      if (!is_valid_utf8(value)) value = printable_ascii(value);
    }
    std::string body;
    if (with_body && response.status != 204 && response.status != 304) body = read_body(head);
    response.base64 = !is_valid_utf8(body);
    response.body = response.base64 ? to_base64(as_bytes(body)) : std::move(body);
    return response;
  }

 private:
  void read_head(Poco::Net::HTTPResponse& head) {
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (buffer_.size() > kLongestHead) nonsense("its header is too long");
      if (!fill()) nonsense("it was cut off before the end of its header");
    }
    std::istringstream text(buffer_.substr(0, end + 4));
    buffer_.erase(0, end + 4);
    try {
      head.read(text);
    } catch (const Poco::Exception&) {
      nonsense("it is not HTTP");
    }
  }

  std::string read_body(const Poco::Net::HTTPResponse& head) {
    if (head.getChunkedTransferEncoding()) return read_chunks();
    if (!head.has("Content-Length")) {
      while (fill()) require_room(buffer_.size());
      return std::move(buffer_);
    }
    const auto length = number(head.get("Content-Length"), 10);
    require_room(length);
    return take(length);
  }

  std::string read_chunks() {
    std::string body;
    for (;;) {
      const auto line = take_line();
      const auto size = number(std::string_view(line).substr(0, line.find_first_of("; \t")), 16);
      if (size == 0) break;
      require_room(size);
      require_room(body.size() + size);
      body += take(size);
      if (!take_line().empty()) nonsense("its chunks do not fit together");
    }
    while (!take_line().empty()) {  // trailers say nothing that is asked for
    }
    return body;
  }

  std::string take(std::size_t size) {
    while (buffer_.size() < size) {
      if (!fill()) nonsense("it was cut off before its end");
    }
    auto taken = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return taken;
  }

  std::string take_line() {
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
      if (buffer_.size() > kLongestHead) nonsense("a line in it is too long");
      if (!fill()) nonsense("it was cut off before its end");
    }
    auto line = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return line;
  }

  bool fill() {
    char bytes[16384];
    const auto got = channel_.receive(bytes, sizeof bytes);
    buffer_.append(bytes, got);
    return got != 0;
  }

  std::size_t number(std::string_view text, int base) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) nonsense("its length is not a number");
    return value;
  }

  void require_room(std::size_t size) {
    if (size > limit_) nonsense("it is longer than " + std::to_string(limit_) + " bytes");
  }

  static std::string printable_ascii(std::string value) {
    std::replace_if(
        value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    return value;
  }

  [[noreturn]] void nonsense(const std::string& why) {
    throw TryLater("the answer of " + host_ + " is unusable: " + why);
  }

  SecureChannel& channel_;
  std::string host_;
  std::size_t limit_;
  std::string buffer_;
};

bool is_safe(const std::string& method) { return method == "GET" || method == "HEAD"; }

std::string written(const HttpRequest& request, const Address& address) {
  std::string text = request.method + " " + address.target + " HTTP/1.1\r\nHost: " + address.authority() + "\r\n";
  bool has_agent = false;
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
    has_agent = has_agent || Poco::icompare(name, "User-Agent") == 0;
  }
  if (!has_agent) text += "User-Agent: reseal\r\n";
  if (!is_safe(request.method) || !request.body.empty()) {
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  text += "Connection: close\r\n\r\n";
  return text + request.body;
}

HttpResponse exchange_once(const HttpRequest& request, const Address& address, const HttpPolicy& policy,
                           Deadline deadline) {
  SecureChannel channel(address, policy, deadline, is_safe(request.method));
  channel.send(written(request, address));
  return AnswerReader(channel, address.origin(), policy.max_response).read(request.method != "HEAD");
}

bool is_redirect(const HttpResponse& response) {
  return (response.status == 301 || response.status == 302 || response.status == 303 || response.status == 307 ||
          response.status == 308) &&
         response.headers.contains("location");
}

std::string resolved(const std::string& base, const std::string& location) {
  try {
    Poco::URI uri(base);
    uri.resolve(location);
    return uri.toString();
  } catch (const Poco::Exception&) {
    throw TryLater(origin_of(base) + " sends us on to an address that is none");
  }
}

}  // namespace

HttpResponse http_exchange(const HttpRequest& request, const HttpPolicy& given) {
  auto policy = given;
  const auto deadline = std::chrono::steady_clock::now() + policy.timeout;
  auto current = request;
  if (request.base64) {
    const auto body = from_base64(request.body);
    current.body = as_text(body);
  }
  auto address = require_permitted(current, policy.origins, policy.allow_http);
  for (int hop = 0;; ++hop) {
    auto response = exchange_once(current, address, policy, deadline);
    if (!is_safe(request.method) || !is_redirect(response)) return response;
    if (hop == policy.max_redirects) {
      throw TryLater(address.origin() + " sends us on more than " + std::to_string(policy.max_redirects) + " times");
    }
    current.url = resolved(current.url, response.headers.at("location"));
    auto next = require_permitted(current, policy.origins, policy.allow_http);
    if (address.secure && !next.secure) {
      throw Error(ErrorCode::plugin_not_permitted,
                  {{"plugin", ""}, {"permission", "leaving TLS: a redirect to " + next.origin()}});
    }
    if (next.origin() != address.origin()) {  // what names us to one origin is not for another
      std::erase_if(current.headers, [](const auto& header) {
        return Poco::icompare(header.first, "Authorization") == 0 || Poco::icompare(header.first, "Cookie") == 0;
      });
      policy.client.reset();
    }
    address = std::move(next);
  }
}

std::optional<std::chrono::seconds> clock_skew(const HttpResponse& response, TimePoint now) {
  const auto date = response.headers.find("date");
  if (date == response.headers.end()) return {};
  Poco::DateTime time;
  int zone = 0;
  // Poco reads sense into almost anything: what does not come out as it went in was no date.
  if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, date->second, time, zone) ||
      Poco::DateTimeFormatter::format(time, Poco::DateTimeFormat::HTTP_FORMAT) != date->second) {
    return {};
  }
  const auto theirs = std::chrono::seconds(time.timestamp().epochTime());
  const auto ours = std::chrono::round<std::chrono::seconds>(now.time_since_epoch());
  return theirs - ours;
}

}  // namespace reseal::plugin
