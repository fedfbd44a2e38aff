// SPDX-License-Identifier: Apache-2.0
// A key pair on the token. Its id is chosen and written down before it is made: after a crash the token is asked for a
// key with that id, and only when there is none is one made.
#include "journey.h"
#include "reseal/base/crash_point.h"

namespace reseal::workflow {

std::string Journey::key_label() const {
  const auto& name = story_.order.old.certificate.common_name;
  return name.empty() ? order_ : name;
}

std::string Journey::intend_key(const MakeKey& step) {
  std::string key_id = to_hex(random_bytes(16));
  write("intent", {{"number", story_.open_step->number},
                   {"effect", "make_key"},
                   {"name", "make_key"},
                   {"key_id", key_id},
                   {"algorithm", step.algorithm},
                   {"bits", step.bits},
                   {"label", key_label()},
                   {"token", token_json(story_.token)}});
  tell(Event::Kind::effect, "make_key", Text{"engine.effect.make_key", {}}, {{"key_id", key_id}});
  return key_id;
}

Journey::MadeKey Journey::with_csr(token::KeyHolder& holder, const MakeKey& step, const token::HeldKey& key) const {
  const auto signing = holder.signing_key(key);
  const auto& subject = step.subject.empty() ? story_.order.old.certificate.subject : step.subject;
  return {to_hex(key.id), crypto::make_csr(signing, subject), signing.spki()};
}

/// A key that an earlier run began: whole, half made (left alone, told, never deleted), or not there.
std::optional<Journey::MadeKey> Journey::made_before(token::KeyHolder& holder, const MakeKey& step,
                                                     const std::string& key_id) {
  const auto key = holder.find_key(from_hex(key_id));
  if (!key) return std::nullopt;
  std::string problem = "its public half is missing";
  if (!key->spki.empty()) {
    try {
      MadeKey made = with_csr(holder, step, *key);
      tell(Event::Kind::resumed, "make_key", Text{"engine.resumed.key", {{"key_id", key_id}}}, {{"key_id", key_id}});
      return made;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::key_missing && error.code() != ErrorCode::crypto_failed) throw;
      problem = error.what();
    }
  }
  write("note", {{"number", story_.open_step->number},
                 {"text", Text{"engine.note.half_made_key", {{"key_id", key_id}}}},
                 {"key_id", key_id},
                 {"problem", problem}});
  MadeKey orphan;
  return orphan;
}

Journey::Next Journey::carry_out(const MakeKey& step) {
  const int number = story_.open_step->number;
  const Effect* begun = story_.last_effect(number, "make_key");
  auto& holder = session_.open_holding(story_.token, story_.order.old.certificate.sha256);
  session_.log_in(Text{"engine.purpose.make_key", {}});
  keep_lease();
  std::optional<MadeKey> made;
  std::string key_id;
  if (begun != nullptr) {
    key_id = begun->intent.at("key_id").get<std::string>();
    made = made_before(holder, step, key_id);
    if (made && made->id.empty()) {
      made.reset();
      key_id.clear();
    }
  }
  if (!made) {
    if (key_id.empty()) key_id = intend_key(step);
    const token::KeySpec spec{step.algorithm == "EC" ? token::KeySpec::Algorithm::ec : token::KeySpec::Algorithm::rsa,
                              step.bits};
    crash_point("effect.make_key.before");
    const auto key = holder.make_key(spec, from_hex(key_id), key_label());
    crash_point("effect.make_key.after");
    made = with_csr(holder, step, key);
  }
  const Json result = {{"key_id", made->id}, {"spki_sha256", crypto::sha256_hex(made->spki)}, {"csr", made->csr}};
  Json outcome = {{"number", number}, {"effect", "make_key"}, {"name", "make_key"}, {"spki", to_base64(made->spki)}};
  outcome.update(result);
  const auto next = finish(outcome, result);
  tell(Event::Kind::outcome, "make_key", Text{"engine.outcome.make_key", {}}, {{"key_id", made->id}});
  return next;
}

}  // namespace reseal::workflow
