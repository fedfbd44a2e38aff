// SPDX-License-Identifier: Apache-2.0
#include "host_capabilities.h"

#include <algorithm>
#include <cctype>

#include "paper.h"
#include "reseal/base/crash_point.h"
#include "reseal/base/file.h"
#include "reseal/crypto/protocol_message.h"
#include "reseal/crypto/signing.h"
#include "reseal/failure.h"
#include "reseal/plugin/helper_program.h"

namespace reseal::workflow {
namespace {

constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};
constexpr std::chrono::seconds kProgramLimit{60};
constexpr std::size_t kLongestContentKey = 32;  // AES-256

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string host_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(begin, url.find_first_of("/?#", begin) - begin);
}

bool is_reading(const HttpRequest& request) { return request.method == "GET" || request.method == "HEAD"; }

const char* key_name(HolderKey key) { return key == HolderKey::old_key ? "old_key" : "new_key"; }

/// The pair that was made for this order, before there is a certificate for it.
const Effect* key_made(const Story& story) {
  const Effect* made = nullptr;
  for (const Effect& effect : story.effects) {
    if (effect.effect == "make_key" && effect.outcome) made = &effect;
  }
  return made;
}

std::optional<token::HeldKey> find_new_key(token::KeyHolder& holder, const Story& story) {
  if (const auto* made = key_made(story)) {
    auto key = holder.find_key(from_hex(made->outcome->at("key_id").get<std::string>()));
    if (key) key->spki = from_base64(made->outcome->at("spki").get<std::string>());
    return key;
  }
  return holder.find_key_of(crypto::Certificate::from_pem(story.order.new_certificate.value().pem));
}

}  // namespace

template <typename Act>
auto HostCapabilities::kept(const Act& act) {
  if (failure_) std::rethrow_exception(failure_);
  try {
    return act();
  } catch (const TryLater&) {
    throw;
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

template <typename Act>
auto HostCapabilities::written_down(const std::string& effect, const std::string& name, const Json& intent,
                                    const Act& act) {
  const Json common = {{"number", number_}, {"effect", effect}, {"name", name}};
  Json begun = common;
  begun.update(intent);
  write_("intent", begun);
  Json outcome = common;
  auto result = act(outcome);
  write_("outcome", outcome);
  return result;
}

void HostCapabilities::not_permitted(const std::string& what) const {
  throw Error(ErrorCode::plugin_not_permitted, {{"plugin", plugin_.manifest().id}, {"permission", what}});
}

void HostCapabilities::misused(const std::string& problem) const {
  throw Error(ErrorCode::plugin_failed, {{"plugin", plugin_.manifest().id}, {"problem", problem}});
}

HostCapabilities::UsedKey HostCapabilities::holder_key(HolderKey which, const std::string& use, Text::Params about) {
  const bool old = which == HolderKey::old_key;
  if (!old && key_made(story_) == nullptr && !story_.order.new_certificate) {
    misused("asks for the new key before there is one");
  }
  const auto& certificate = story_.order.old.certificate;
  auto& holder = session_.open_holding(story_.token, certificate.sha256);
  about["plugin"] = plugin_.manifest().id;
  if (old) about["serial"] = certificate.serial.hex;
  session_.log_in_once_for(Text{"engine.purpose." + use + "." + key_name(which), std::move(about)});
  const auto key =
      old ? holder.find_key_of(crypto::Certificate::from_pem(certificate.pem)) : find_new_key(holder, story_);
  if (!key) throw Error(ErrorCode::key_missing, {{"token", story_.token.uri()}, {"key", key_name(which)}});
  return {holder, *key, holder.signing_key(*key)};
}

plugin::ClientIdentity HostCapabilities::client_identity() {
  const auto used = holder_key(HolderKey::old_key, "client_certificate", {});
  const auto certificate = crypto::Certificate::from_pem(story_.order.old.certificate.pem);
  const bool pkcs1_only = certificate.facts().key.algorithm == "RSA" && !used.holder.signs_padded_blocks();
  return {certificate, certificates_above(certificate, world_.anchors, now()), used.signing, pkcs1_only};
}

HttpResponse HostCapabilities::http(const HttpRequest& request) {
  return kept([&]() -> HttpResponse {
    last_host_ = host_of(request.url);
    std::optional<plugin::ClientIdentity> client;
    if (request.client_certificate) client = client_identity();
    if (!is_reading(request)) return effect(request, client);
    if (!client) return world_.send_http(plugin_, request, client);
    const Json intent = {{"method", request.method}, {"url", request.url}, {"client_certificate", "old_key"}};
    return written_down("look", request.method, intent, [&](Json& outcome) {
      auto response = world_.send_http(plugin_, request, client);
      outcome["status"] = response.status;
      return response;
    });
  });
}

HttpResponse HostCapabilities::effect(HttpRequest request, const std::optional<plugin::ClientIdentity>& client) {
  if (request.effect.empty()) {
    misused("sends " + request.method + " " + request.url + " without naming its effect");
  }
  std::erase_if(request.headers, [](const auto& header) { return lower(header.first) == "idempotency-key"; });
  request.headers["Idempotency-Key"] = idempotency_key(story_.order.id, request.effect);
  Json intent = {
      {"method", request.method}, {"url", request.url}, {"body_sha256", crypto::sha256_hex(as_bytes(request.body))}};
  if (client) intent["client_certificate"] = "old_key";
  auto response = written_down("http", request.effect, intent, [&](Json& outcome) {
    tell(Event::Kind::effect, "http " + request.effect, Text{"engine.effect.http", {{"name", request.effect}}});
    crash_point("effect.http.before_send");
    auto answer = world_.send_http(plugin_, request, client);
    crash_point("effect.http.after_send");
    outcome["status"] = answer.status;
    return answer;
  });
  tell(Event::Kind::outcome, "http " + request.effect,
       Text{"engine.outcome.http", {{"name", request.effect}, {"status", std::to_string(response.status)}}});
  return response;
}

std::string HostCapabilities::sign_message(const MessageToSign& message) {
  return kept([&] {
    const bool cmp = message.protocol == MessageToSign::Protocol::cmp;
    const std::string protocol = cmp ? "CMP" : "SCEP";
    const auto bytes = from_base64(message.bytes);
    const auto kind = cmp ? crypto::cmp_request(bytes) : crypto::scep_request(bytes);
    if (!kind) not_permitted("a signature of something that is no " + protocol + " request");
    const auto used = holder_key(message.key, "sign_message", {{"protocol", protocol}});
    const auto name = protocol + " " + *kind;
    const Json intent = {{"protocol", protocol},
                         {"key", key_name(message.key)},
                         {"sha256", crypto::sha256_hex(bytes)},
                         {"plugin", plugin_.manifest().id}};
    tell(Event::Kind::effect, "sign_message",
         Text{std::string("engine.effect.sign_message.") + key_name(message.key),
              {{"plugin", plugin_.manifest().id}, {"message", name}}});
    return written_down("sign_message", name, intent, [&](Json& /*outcome*/) {
      return to_base64(crypto::sign_bytes(used.signing, bytes, message.digest));
    });
  });
}

std::string HostCapabilities::decrypt_key(const KeyToDecrypt& key) {
  return kept([&] {
    const auto encrypted = from_base64(key.bytes);
    const auto used = holder_key(key.key, "decrypt_key", {});
    const Json intent = {
        {"key", key_name(key.key)}, {"sha256", crypto::sha256_hex(encrypted)}, {"plugin", plugin_.manifest().id}};
    tell(Event::Kind::effect, "decrypt_key", Text{"engine.effect.decrypt_key", {{"plugin", plugin_.manifest().id}}});
    return written_down("decrypt_key", "decrypt_key", intent, [&](Json& /*outcome*/) {
      auto content_key = used.holder.decrypt(used.key, encrypted);
      if (content_key.size() > kLongestContentKey) not_permitted("decrypting what is no content key");
      return to_base64(content_key);
    });
  });
}

ProgramEnd HostCapabilities::run_program(const ProgramRun& run) {
  return kept([&] {
    const auto program = plugin_.programs().find(run.program);
    if (program == plugin_.programs().end()) not_permitted("running the program \"" + run.program + "\"");
    const auto path = to_utf8(program->second);
    last_host_ = path;
    const auto& name = run.effect.empty() ? run.program : run.effect;
    auto end = written_down(
        run.effect.empty() ? "look" : "run_program", name, {{"program", path}, {"arguments", run.arguments}},
        [&](Json& outcome) {
          tell(Event::Kind::effect, "run_program " + name, Text{"engine.effect.run_program", {{"program", path}}});
          crash_point("effect.run_program.before");
          auto ended = plugin::run_helper(program->second, run, kProgramLimit);
          crash_point("effect.run_program.after");
          outcome["code"] = ended.code;
          return ended;
        });
    tell(Event::Kind::outcome, "run_program " + name,
         Text{"engine.outcome.run_program", {{"program", path}, {"code", std::to_string(end.code)}}});
    return end;
  });
}

void HostCapabilities::log(LogLevel level, std::string_view message) {
  if (!world_.on_event) return;
  world_.on_event({Event::Kind::log,
                   story_.order.id,
                   plugin_.manifest().id,
                   Text{},
                   {{"level", kLevels[static_cast<int>(level)]}, {"message", message}}});
}

Time HostCapabilities::now() { return std::chrono::floor<Seconds>(world_.clock.now()); }

void HostCapabilities::tell(Event::Kind kind, const std::string& name, Text text) const {
  if (world_.on_event) world_.on_event({kind, story_.order.id, name, std::move(text), {{"number", number_}}});
}

}  // namespace reseal::workflow
