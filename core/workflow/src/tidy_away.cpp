// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/tidy_away.h"

#include "token_session.h"

namespace reseal::workflow {
namespace {

std::string key_of(const std::string& certificate) { return "tidied/" + certificate; }

std::string now(const World& world) { return to_iso(std::chrono::floor<std::chrono::seconds>(world.clock.now())); }

}  // namespace

bool tidying_was_interrupted(store::Store& store, const std::string& certificate) {
  const auto record = store.recall(key_of(certificate));
  return record && record->at("finished_at").is_null();
}

std::optional<token::Removed> tidy_away(const World& world, const EngineSettings& settings,
                                        const token::TokenIdentity& token, const crypto::Certificate& certificate,
                                        const std::function<bool()>& still_allowed) {
  const auto& facts = certificate.facts();
  TokenSession session(world, settings, "", [] {});
  auto& holder = session.open(token);
  session.log_in(Text{"engine.purpose.tidy", {{"serial", facts.serial.hex}}});
  if (!still_allowed()) return std::nullopt;

  Json record{{"certificate", certificate.pem()}, {"serial", facts.serial.hex}, {"token", token.uri()},
              {"begun_at", now(world)},           {"finished_at", nullptr},     {"removed", Json::object()}};
  world.store.remember(key_of(facts.sha256), record);
  const auto removed = token::take_off(holder, certificate);
  record["removed"] = {{"certificates", removed.certificates},
                       {"private_keys", removed.private_keys},
                       {"public_keys", removed.public_keys}};
  record["finished_at"] = now(world);
  world.store.remember(key_of(facts.sha256), record);
  return removed;
}

}  // namespace reseal::workflow
