// SPDX-License-Identifier: Apache-2.0
// A signature in the holder's name: asked for one by one, with the old key or the new.
#include "journey.h"
#include "reseal/base/crash_point.h"

namespace reseal::workflow {

Journey::Next Journey::carry_out(const Sign& step) {
  const bool old_key = step.key == Sign::Key::old_key;
  const auto certificate = crypto::Certificate::from_pem(old_key ? story_.order.old.certificate.pem
                                                                 : story_.order.new_certificate.value().pem);
  const auto& facts = certificate.facts();
  auto& holder = session_.open(story_.token);
  tell(Event::Kind::effect, "sign", step.title,
       {{"key", old_key ? "old" : "new"}, {"serial", facts.serial.hex}, {"certificate", facts.sha256}});
  session_.log_in_afresh(step.title.empty() ? Text{"engine.purpose.sign", {{"serial", facts.serial.hex}}} : step.title);
  keep_lease();
  const auto key = holder.find_key_of(certificate);
  if (!key) {
    throw Error(ErrorCode::key_missing, {{"token", story_.token.uri()}, {"key", facts.key.spki_sha256}});
  }
  auto chain = crypto::verify_path(certificate, shared_.world.anchors, second()).chain;
  if (!chain.empty()) chain.erase(chain.begin());
  const bool detached = step.format == Sign::Format::cms_detached;
  crash_point("effect.sign.before");
  const Bytes signature = crypto::cms_sign(holder.signing_key(*key), certificate, chain, from_base64(step.document),
                                           {.detached = detached, .cades = true});
  crash_point("effect.sign.after");
  tell(Event::Kind::outcome, "sign", Text{"engine.outcome.sign", {{"serial", facts.serial.hex}}});
  return finish({{"signature", to_base64(signature)}, {"format", detached ? "cms_detached" : "cms_attached"}});
}

}  // namespace reseal::workflow
