// SPDX-License-Identifier: Apache-2.0
// A person's own PDF, signed with any usable certificate: an application that was filled in elsewhere (MISA-R-19).
#include "reseal/workflow/sign_pdf.h"
#include "app/commands/commands.h"
#include "app/json_output.h"
#include "app/load_paper.h"
#include "app/pick_certificate.h"
#include "reseal/base/file.h"

namespace reseal::app {
namespace {

workflow::World world_for_signing(Deployment& deployment) {
  return {.store = deployment.store(),
          .clock = deployment.clock(),
          .tokens = deployment.tokens(),
          .anchors = deployment.anchors(),
          .find_plugin = {},
          .send_http = {},
          .ask_pin = [&](const workflow::PinRequest& request) { return deployment.ask_pin(request); },
          .on_event = {},
          .random = {},
          .documents = load_paper};
}

/// A signature outside the certificate's term is worth nothing to whoever gets it.
void require_in_term(const CertificateFacts& certificate, Time now) {
  if (certificate.not_before <= now && now < certificate.not_after) return;
  throw Error(
      ErrorCode::certificate_rejected,
      {{"check", "term"}, {"evidence", to_iso(certificate.not_before) + " – " + to_iso(certificate.not_after)}});
}

}  // namespace

int sign_pdf(Deployment& deployment, const SignPdfRequest& request) {
  const auto pdf = read_file(path_from_utf8(request.file));
  const auto holdings = deployment.holdings(false);
  const auto& holding = pick_certificate(deployment, holdings, request.certificate);
  const auto& facts = holding.candidate.certificate;
  require_in_term(facts, deployment.now());
  if (!deployment.options().dry_run) {
    workflow::EngineSettings settings;
    settings.pin_tries = deployment.config().pin_tries;
    const auto signed_pdf = workflow::sign_pdf(world_for_signing(deployment), settings, holding.token.identity,
                                               holding.held.certificate, as_bytes(pdf), request.reason);
    write_file(path_from_utf8(request.out), as_text(signed_pdf));
  }
  if (deployment.options().json) {
    print_json({{"file", request.out},
                {"serial", facts.serial.hex},
                {"certificate", facts.sha256},
                {"dry_run", deployment.options().dry_run}});
  } else {
    const auto& words = deployment.words();
    deployment.terminal().note(
        deployment.options().dry_run
            ? words.say("cli.plan.nothing_done")
            : words.say("cli.sign_pdf.done", {{"serial", facts.serial.hex}, {"file", request.out}}));
  }
  return kDone;
}

}  // namespace reseal::app
