// SPDX-License-Identifier: Apache-2.0
// Certificates that nobody would expect: each gets a verdict.
#include <functional>

#include "certificate_sketch.h"
#include "trials.h"

namespace reseal::conformance {
namespace {

struct Strange {
  const char* what;
  std::function<void(Candidate&, Time)> make;
};

const std::vector<Strange>& strange_certificates() {
  static const std::vector<Strange> all = {
      {"expired a year ago",
       [](Candidate& one, Time now) { one.certificate.not_after = now - std::chrono::hours(24 * 365); }},
      {"not valid before tomorrow",
       [](Candidate& one, Time now) { one.certificate.not_before = now + std::chrono::hours(24); }},
      {"with a serial number of one byte", [](Candidate& one, Time) { one.certificate.serial = serial_number("01"); }},
      {"of another issuer",
       [](Candidate& one, Time) {
         one.certificate.issuer = {{"2.5.4.3", "CN", "Nobody's CA"}};
         one.certificate.issuer_common_name = "Nobody's CA";
         one.certificate.authority_key_id = "FFFF";
       }},
      {"with a key on a curve",
       [](Candidate& one, Time) {
         one.certificate.key = {"EC", 256, "P-256", "aa"};
       }},
      {"without a subject",
       [](Candidate& one, Time) {
         one.certificate.subject.clear();
         one.certificate.common_name.clear();
         one.certificate.holder_ids.clear();
       }},
      {"with a subject of 60 000 characters",
       [](Candidate& one, Time) {
         constexpr std::size_t kMany = 60'000;
         one.certificate.common_name = std::string(kMany, 'A');
         one.certificate.subject = {{"2.5.4.3", "CN", one.certificate.common_name}};
       }},
      {"of which nobody can say whether it is revoked",
       [](Candidate& one, Time) {
         one.revocation = {RevocationFacts::Status::cannot_say, "", {}, {}, "no answer"};
       }},
  };
  return all;
}

bool plainly_eligible(const Answer& answer) {
  return answer.kind == Answer::Kind::said && answer.said.value("answer", "") == "eligible";
}

}  // namespace

void try_strange_certificates(const Trial& trial) {
  const auto plugin = trial.make();
  const bool provider = plugin->manifest().kind == "provider";
  const Question usual{question_about_a_certificate(*plugin), opening(trial.world, *plugin)};
  ScriptedPortal portal(trial.world, usual.order.id);
  const auto verdict = ask(*plugin, usual, portal);
  for (const auto& strange : strange_certificates()) {
    auto question = usual;
    strange.make(question.order.old, trial.world.now);
    auto aside = portal;
    const auto answer = ask(*plugin, question, aside);
    trial.watch(question, answer);
    trial.ledger.expect(answer.kind != Answer::Kind::failed, Promise::strange_certificates, question, answer,
                        std::string("a certificate ") + strange.what + " gets no verdict");
    const bool unknown = question.order.old.revocation.status == RevocationFacts::Status::cannot_say;
    if (!provider || !unknown) continue;
    // Its portal may know better than OCSP; else a rule has to speak of it, and then the evidence is another.
    const bool blind =
        plainly_eligible(answer) && plainly_eligible(verdict) && answer.said == verdict.said && answer.requests.empty();
    trial.ledger.expect(!blind, Promise::strange_certificates, question, answer,
                        "whether it is revoked is not known, and no rule says so");
  }
}

}  // namespace reseal::conformance
