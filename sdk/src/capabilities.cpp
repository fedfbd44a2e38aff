// SPDX-License-Identifier: Apache-2.0
// What only a deployment's grant makes possible: the messages of these capabilities, and a host that has none of them.
#include "reseal/failure.h"
#include "reseal/host.h"
#include "shape.h"

namespace reseal {
namespace shape {
template <>
inline constexpr Names<MessageToSign::Protocol, 2> kNames<MessageToSign::Protocol>{
    {{MessageToSign::Protocol::cmp, "cmp"}, {MessageToSign::Protocol::scep, "scep"}}};
}  // namespace shape

std::string Host::sign_message(const MessageToSign& /*message*/) {
  throw MessageError("this host signs no messages of protocols");
}

std::string Host::decrypt_key(const KeyToDecrypt& /*key*/) { throw MessageError("this host decrypts no keys"); }

ProgramEnd Host::run_program(const ProgramRun& /*run*/) { throw MessageError("this host runs no programs"); }

void to_json(Json& json, const MessageToSign& message) {
  json = Json{{"protocol", shape::name_of(message.protocol)},
              {"key", shape::name_of(message.key)},
              {"bytes", message.bytes},
              {"digest", message.digest}};
}

void from_json(const Json& json, MessageToSign& message) {
  shape::expect_object(json);
  message = MessageToSign{};
  shape::need(json, "protocol", message.protocol);
  shape::need(json, "key", message.key);
  shape::need(json, "bytes", message.bytes);
  shape::may(json, "digest", message.digest);
}

void to_json(Json& json, const KeyToDecrypt& key) {
  json = Json{{"key", shape::name_of(key.key)}, {"bytes", key.bytes}};
}

void from_json(const Json& json, KeyToDecrypt& key) {
  shape::expect_object(json);
  key = KeyToDecrypt{};
  shape::need(json, "key", key.key);
  shape::need(json, "bytes", key.bytes);
}

void to_json(Json& json, const ProgramRun& run) {
  json = Json{{"program", run.program}, {"arguments", run.arguments}, {"environment", run.environment}};
  if (!run.effect.empty()) json["effect"] = run.effect;
}

void from_json(const Json& json, ProgramRun& run) {
  shape::expect_object(json);
  run = ProgramRun{};
  shape::need(json, "program", run.program);
  shape::may(json, "arguments", run.arguments);
  shape::may(json, "environment", run.environment);
  shape::may(json, "effect", run.effect);
}

void to_json(Json& json, const ProgramEnd& end) { json = Json{{"code", end.code}, {"output", end.output}}; }

void from_json(const Json& json, ProgramEnd& end) {
  shape::expect_object(json);
  end = ProgramEnd{};
  shape::need(json, "code", end.code);
  shape::need(json, "output", end.output);
}

}  // namespace reseal
