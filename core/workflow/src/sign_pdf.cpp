// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/sign_pdf.h"

#include "paper.h"
#include "reseal/document/pdf_signature.h"
#include "token_session.h"

namespace reseal::workflow {

Bytes sign_pdf(const World& world, const EngineSettings& settings, const token::TokenIdentity& token,
               const crypto::Certificate& certificate, ByteView pdf, const std::string& reason) {
  const auto now = std::chrono::floor<Seconds>(world.clock.now());
  require_signable(world, pdf, now);
  const auto& facts = certificate.facts();
  TokenSession session(world, settings, "", [] {});
  auto& holder = session.open(token);
  session.log_in(Text{"engine.purpose.sign", {{"serial", facts.serial.hex}}});
  const auto key = holder.find_key_of(certificate);
  if (!key) throw Error(ErrorCode::key_missing, {{"token", token.uri()}, {"key", facts.key.spki_sha256}});
  return document::sign_pdf(documents_of(world), pdf, holder.signing_key(*key), certificate,
                            certificates_above(certificate, world.anchors, now), {now, reason});
}

}  // namespace reseal::workflow
