// SPDX-License-Identifier: Apache-2.0
#include "service_client.h"

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/unicode.h"
#include "reseal/plugin/http.h"
#include "reseal/schema.h"

namespace reseal::remote {
namespace {

constexpr std::size_t kLargestAnswer = 1U << 20U;
constexpr std::size_t kLongestWords = 200;

// RFC 6749 appendix B.
std::string form_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    encoded += plain ? std::string(1, c) : "%" + to_upper_hex(as_bytes({&c, 1}));
  }
  return encoded;
}

bool is_json(const HttpResponse& response) {
  const auto type = response.headers.find("content-type");
  if (type == response.headers.end() || response.base64) return false;
  const auto media = type->second.substr(0, type->second.find(';'));
  return media.starts_with("application/json") || media.ends_with("+json");
}

/// Words from outside, for a log and a terminal.
std::string words_at(const Json& body, const char* name) {
  const auto found = body.is_object() ? body.find(name) : body.end();
  if (found == body.end() || !found->is_string()) return {};
  auto words = printable(found->get<std::string>());
  auto size = std::min(words.size(), kLongestWords);
  while (size < words.size() && (static_cast<unsigned char>(words[size]) & 0xC0U) == 0x80U) --size;  // within a letter
  words.resize(size);
  return words;
}

/// A PIN may be among them.
void wipe_strings(Json& json) {
  if (json.is_string()) {
    auto& text = json.get_ref<std::string&>();
    wipe_memory(text.data(), text.size());
  } else if (json.is_structured()) {
    for (auto& part : json) wipe_strings(part);
  }
}

void rename(Json& body, const std::string& from, const std::string& to) {
  if (from == to || !body.is_object() || !body.contains(from)) return;
  auto value = std::move(body[from]);
  body.erase(from);
  body[to] = std::move(value);
}

}  // namespace

std::string ServiceClient::host() const { return plugin::origin_of(service_.base_url); }

void ServiceClient::nonsense(const std::string& problem) const {
  throw Error(ErrorCode::portal_nonsense, {{"host", host()}, {"problem", problem}}, problem);
}

std::string ServiceClient::url_of(const std::string& method) const {
  const auto other = service_.paths.find(method);
  if (other == service_.paths.end()) return service_.base_url + "/" + method;
  return (other->second.starts_with('/') ? host() : service_.base_url + "/") + other->second;
}

std::string ServiceClient::field(const std::string& name) const {
  const auto other = service_.fields.find(name);
  return other == service_.fields.end() ? name : other->second;
}

ServiceClient::Answer ServiceClient::post(const std::string& method, const std::string& content_type, std::string body,
                                          const std::string& authorization) const {
  HttpRequest request;
  request.method = "POST";
  request.url = url_of(method);
  request.headers = {{"content-type", content_type}, {"accept", "application/json"}};
  if (!authorization.empty()) request.headers["authorization"] = authorization;
  request.body = std::move(body);
  plugin::HttpPolicy policy;
  policy.origins = {host()};
  policy.ca_file = service_.ca_file;
  policy.timeout = service_.timeout;
  policy.max_response = kLargestAnswer;
  HttpResponse response;
  try {
    response = plugin::http_exchange(request, policy);
  } catch (const TryLater& later) {
    wipe_memory(request.body.data(), request.body.size());  // a PIN may be in it
    throw Error(ErrorCode::portal_unreachable, {{"host", host()}, {"problem", later.what()}}, later.what());
  }
  wipe_memory(request.body.data(), request.body.size());
  const bool good = response.status >= 200 && response.status < 300;
  if (good && !is_json(response)) {
    // A wrong base address is answered by the web page of the service (facts: domain-detail 9).
    nonsense(method + ": the answer is no JSON; is base_url right?");
  }
  Answer answer{response.status, {}};
  if (is_json(response)) {
    try {
      answer.body = parse_json(response.body, method);
    } catch (const MessageError& error) {
      nonsense(error.what());
    }
  }
  if (good && !answer.body.is_object()) nonsense(method + ": the answer is no JSON object");
  return answer;
}

Refused ServiceClient::refusal(const Answer& answer) const {
  auto error = words_at(answer.body, "error");
  if (error.empty()) error = "http_" + std::to_string(answer.status);
  std::optional<int> left;
  const auto counted = answer.body.is_object() ? answer.body.find(field("remainingAttempts")) : answer.body.end();
  if (counted != answer.body.end() && counted->is_number_unsigned())
    left = static_cast<int>(std::min<std::uint64_t>(counted->get<std::uint64_t>(), 99));
  return {answer.status, error, words_at(answer.body, "error_description"), left};
}

void ServiceClient::sign_in() {
  const auto secret = service_.client_secret();
  const auto answer = post("oauth2/token", "application/x-www-form-urlencoded",
                           "grant_type=client_credentials&client_id=" + form_encoded(service_.client_id) +
                               "&client_secret=" + form_encoded(secret.reveal()),
                           "");
  if (answer.status >= 300) throw refusal(answer);
  token_ =
      answer.body.value("access_token", Json()).is_string() ? answer.body.at("access_token").get<std::string>() : "";
  if (token_.empty()) nonsense("oauth2/token: no access_token");
}

Json ServiceClient::call(const std::string& method, Json body) {
  for (const auto& [ours, theirs] : service_.fields) rename(body, ours, theirs);
  auto text = body.dump();
  wipe_strings(body);
  bool fresh = token_.empty();
  if (fresh) sign_in();
  auto answer = post(method, "application/json", text, "Bearer " + token_);
  if (answer.status == 401 && !fresh) {
    sign_in();
    answer = post(method, "application/json", text, "Bearer " + token_);
  }
  wipe_memory(text.data(), text.size());
  if (answer.status == 401) token_.clear();
  if (answer.status >= 500 || answer.status == 429) {
    throw Error(ErrorCode::portal_unreachable,
                {{"host", host()}, {"problem", method + " answered " + std::to_string(answer.status)}});
  }
  if (answer.status >= 300) throw refusal(answer);
  for (const auto& [ours, theirs] : service_.fields) rename(answer.body, theirs, ours);
  return std::move(answer.body);
}

}  // namespace reseal::remote
