// SPDX-License-Identifier: Apache-2.0
// The issued certificate: checked before anything touches the token, written beside the old one, read back, proven by a
// signature. Or found there, put by another program, and held against the same checks.
#include <algorithm>

#include "journey.h"
#include "reseal/base/crash_point.h"
#include "reseal/token/installation.h"

namespace reseal::workflow {
namespace {

Json rejected(const std::string& check, const std::string& evidence) {
  return {{"installed", false}, {"rejected", Json::array({{{"check", check}, {"evidence", evidence}}})}};
}

Json rejected(const token::InstallationCheck& found) {
  Json failed = Json::array();
  for (const auto& check : found.checks) {
    if (!check.passed) failed.push_back({{"check", check.check}, {"evidence", check.evidence}});
  }
  return {{"installed", false}, {"rejected", failed}};
}

/// What the CA sent along may help to build a path; it is trusted for nothing.
crypto::TrustAnchors with_chain(crypto::TrustAnchors anchors, const std::vector<std::string>& chain) {
  for (const auto& pem : chain) anchors.intermediates.push_back(crypto::Certificate::from_pem(pem));
  return anchors;
}

/// What is wrong with the newest certificate that was issued since the order was opened: the tool of the CA has put
/// something on the token, and it is not what was ordered. Nothing when none was issued since.
Json rejected_newcomer(const std::vector<token::HeldCertificate>& held, const crypto::Certificate& old,
                       const crypto::TrustAnchors& anchors, Time opened, Time now) {
  constexpr auto kBackdated = std::chrono::hours(24);  // CAs let a term begin a little before, or with the day
  const crypto::Certificate* newest = nullptr;
  for (const auto& one : held) {
    if (one.certificate == old || one.certificate.facts().not_before < opened - kBackdated) continue;
    if (newest == nullptr || newest->facts().not_before < one.certificate.facts().not_before) newest = &one.certificate;
  }
  if (newest == nullptr) return {{"installed", false}, {"rejected", Json::array()}};
  return rejected(token::check_issued(*newest, old, newest->spki(), anchors, now));
}

std::optional<token::HeldCertificate> find(token::KeyHolder& holder, const crypto::Certificate& certificate) {
  for (auto& held : holder.certificates()) {
    if (held.certificate == certificate) return std::move(held);
  }
  return std::nullopt;
}

/// The result of Install and Adopt alike.
Json installed(token::KeyHolder& holder, const crypto::Certificate& certificate, const token::TokenIdentity& token) {
  Json result = {{"installed", true}, {"certificate", certificate.facts()}};
  if (const auto held = find(holder, certificate)) result["uri"] = held->uri(token);
  return result;
}

}  // namespace

/// The key of this order that the certificate is for; else the last that was made (the check then says what differs).
std::optional<Journey::OrderedKey> Journey::key_ordered_for(const crypto::Certificate& issued) const {
  std::optional<OrderedKey> last;
  for (const Effect& effect : story_.effects) {
    if (effect.effect != "make_key" || !effect.outcome) continue;
    last = {effect.outcome->at("key_id").get<std::string>(),
            from_base64(effect.outcome->at("spki").get<std::string>())};
    if (last->spki == issued.spki()) break;
  }
  return last;
}

/// Nobody made a key here: another computer did, the CA issued, and it was never installed (VTL-X-05). The key is on
/// the token, or the certificate is of no use on it.
std::optional<Journey::OrderedKey> Journey::key_made_elsewhere(const crypto::Certificate& issued) {
  auto& holder = session_.open_holding(story_.token, story_.order.old.certificate.sha256);
  session_.log_in(Text{"engine.purpose.install", {{"serial", issued.facts().serial.hex}}});
  keep_lease();
  const auto key = holder.find_key_of(issued);
  if (!key) return std::nullopt;
  return OrderedKey{to_hex(key->id), issued.spki()};
}

Journey::Next Journey::carry_out(const Install& step) {
  const int number = story_.open_step->number;
  const Effect* begun = story_.last_effect(number, "install");
  std::optional<crypto::Certificate> issued;
  crypto::TrustAnchors anchors;
  try {
    issued = crypto::Certificate::from_pem(step.certificate);
    anchors = with_chain(shared_.world.anchors, step.chain);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::certificate_malformed) throw;
    return finish(
        rejected("well_formed", error.params().contains("problem") ? error.params().at("problem") : error.what()));
  }
  std::string key_id;
  std::optional<Json> intent;
  if (begun != nullptr) {
    // An intent is only written once the checks have passed; they are not held again against a later clock.
    key_id = begun->intent.at("key_id").get<std::string>();
  } else {
    const auto old = crypto::Certificate::from_pem(story_.order.old.certificate.pem);
    const auto ordered = key_ordered_for(*issued);
    if (!ordered && issued->spki() == old.spki()) {
      return finish(rejected("public_key", "it is for the key of the old certificate"));
    }
    const auto found = token::check_issued(*issued, old, ordered ? ordered->spki : issued->spki(), anchors, second());
    if (!found.passed()) return finish(rejected(found));
    const auto key = ordered ? ordered : key_made_elsewhere(*issued);
    if (!key) {
      return finish(rejected("public_key", "no key was made for this order, and the token holds none that it is for"));
    }
    key_id = key->id;
    intent = {{"number", number},  {"effect", "install"},
              {"name", "install"}, {"sha256", issued->facts().sha256},
              {"key_id", key_id},  {"differences", found.differences}};
  }
  session_.open_holding(story_.token, story_.order.old.certificate.sha256);
  session_.log_in(Text{"engine.purpose.install", {{"serial", issued->facts().serial.hex}}});
  if (intent) write("intent", *intent);
  return write_beside(*issued, key_id);
}

/// On the token that the session has in hand.
Journey::Next Journey::write_beside(const crypto::Certificate& issued, const std::string& key_id) {
  const auto& facts = issued.facts();
  auto& holder = session_.open(story_.token);
  keep_lease();
  tell(Event::Kind::effect, "install", Text{"engine.effect.install", {{"serial", facts.serial.hex}}});
  // Asked after the PIN: a person may have taken long, and another program may have put it there meanwhile.
  if (find(holder, issued)) {
    tell(Event::Kind::resumed, "install", Text{"engine.resumed.certificate", {{"serial", facts.serial.hex}}});
  } else {
    if (!holder.find_key(from_hex(key_id))) {
      throw Error(ErrorCode::key_missing, {{"token", story_.token.uri()}, {"key", key_id}});
    }
    crash_point("effect.install.before");
    holder.write_certificate(issued, from_hex(key_id), key_label());
    crash_point("effect.install.after");
    if (!find(holder, issued)) {
      throw Error(ErrorCode::token_error,
                  {{"token", story_.token.uri()}, {"problem", "the certificate was written and cannot be read back"}});
    }
  }
  prove(holder, issued);
  const auto next = finish({{"number", story_.open_step->number},
                            {"effect", "install"},
                            {"name", "install"},
                            {"sha256", facts.sha256},
                            {"key_id", key_id},
                            {"serial", facts.serial.hex}},
                           installed(holder, issued, story_.token));
  tell_installed(issued);
  return next;
}

void Journey::prove(token::KeyHolder& holder, const crypto::Certificate& certificate) {
  tell(Event::Kind::effect, "proof", Text{"engine.effect.proof", {}});
  crash_point("effect.proof.before");
  token::prove(holder, certificate);
  crash_point("effect.proof.after");
  keep_lease();  // a key in the cloud asks a person within the signature
}

void Journey::tell_installed(const crypto::Certificate& certificate) const {
  tell(Event::Kind::outcome, "install",
       Text{story_.said_of_place("engine.outcome.install"), {{"serial", certificate.facts().serial.hex}}},
       {{"certificate", certificate.facts()}});
}

Journey::Next Journey::carry_out(const Adopt& /*step*/) {
  auto& holder = session_.open(story_.token);
  const auto old = crypto::Certificate::from_pem(story_.order.old.certificate.pem);
  const auto& anchors = shared_.world.anchors;
  // Nobody is asked for a PIN while there is nothing on the token that could be it.
  const auto held = holder.certificates();
  const bool promising = std::any_of(held.begin(), held.end(), [&](const token::HeldCertificate& one) {
    return !(one.certificate == old) &&
           token::check_issued(one.certificate, old, one.certificate.spki(), anchors, second()).passed();
  });
  if (!promising) return finish(rejected_newcomer(held, old, anchors, story_.order.opened_at, second()));

  session_.log_in(Text{story_.said_of_place("engine.purpose.adopt"), {}});
  keep_lease();
  const auto successors = token::find_successors(holder, old, anchors, second());
  if (successors.empty()) return finish({{"installed", false}, {"rejected", Json::array()}});
  const auto& newest = successors.front().certificate;
  prove(holder, newest);
  const auto next = finish(installed(holder, newest, story_.token));
  tell_installed(newest);
  return next;
}

}  // namespace reseal::workflow
