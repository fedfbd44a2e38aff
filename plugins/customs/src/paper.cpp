// SPDX-License-Identifier: Apache-2.0
// When the website cannot help: a letter to Customs' IT and Statistics Department, and what it answers.
#include "reseal/failure.h"
#include "reseal/readable.h"
#include "steps.h"

namespace reseal::customs {
namespace {

Step accepted_on_paper(const Journey& journey) {
  const auto text = [&](const char* field) { return journey.answer_text("paper_answer", field); };
  Acceptance acceptance;
  acceptance.serial = text("serial");
  acceptance.accepted_at = time_from_iso(text("decided_on") + "T" + text("decided_time") + ":00+07:00");
  acceptance.reference = text("letter");
  Done done;
  done.message = {"customs.done.message", {{"serial", acceptance.serial}, {"number", acceptance.reference}}};
  done.next = {{"customs.done.from_when", {}}, {"customs.next.keep_old_key", {}}};
  done.evidence = {{"letter", acceptance.reference}, {"accepted_at", to_iso(acceptance.accepted_at)}, {"on_paper", true}};
  done.acceptance = acceptance;
  Step step;
  step.id = "accepted_on_paper";
  step.action = std::move(done);
  return step;
}

}  // namespace

Step next_paper_step(const Question& question, const std::string& why, const std::string& portal_says) {
  const Journey journey(question.order);
  if (journey.declined("paper")) {
    return refuse("paper_declined", "declined_by_user", {"customs.declined.paper", {}},
                  {{"customs.next.sign_with_old", {}}});
  }
  if (!journey.accepted("paper")) {
    return ask("paper", paper_form(question.order, why, portal_says, question.contact),
               {{"paper", {{"why", why}, {"text", portal_says}}}});
  }
  if (!journey.signalled("paper_answer")) {
    Step step;
    step.id = "paper_answer";
    step.action = paper_wait(question.order, question.contact);
    return step;
  }
  if (journey.answer_text("paper_answer", "outcome") == "refused") {
    return refuse("refused_on_paper", "refused_by_agency",
                  {"customs.refused.on_paper",
                   {{"letter", journey.answer_text("paper_answer", "letter")},
                    {"reason", journey.answer_text("paper_answer", "reason")}}},
                  {{"customs.next.call_customs", {}}, {"customs.next.sign_with_old", {}}});
  }
  return accepted_on_paper(journey);
}

}  // namespace reseal::customs
