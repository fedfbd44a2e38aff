// SPDX-License-Identifier: Apache-2.0
// How a phase or an order ends.
#include "journey.h"

namespace reseal::workflow {

Journey::Next Journey::carry_out(const Done& step) {
  if (story_.order.phase == Phase::registration) {
    return close(
        {store::OrderState::done, "", step.message, step.next, step.evidence, step.acceptance, step.obligations});
  }
  if (story_.order.phase == Phase::installation) {
    return close({store::OrderState::installed, "", step.message, step.next, step.evidence, {}, step.obligations});
  }
  Json body{{"phase", "installation"},
            {"number", story_.open_step->number},
            {"message", step.message},
            {"next", step.next},
            {"evidence", step.evidence}};
  if (!step.obligations.empty()) body["obligations"] = step.obligations;
  write("phase", body);
  tell(Event::Kind::state, "installation", step.message);
  return Next::go_on;
}

Journey::Next Journey::carry_out(const Refuse& step) {
  return close({store::OrderState::refused, step.reason, step.message, step.next});
}

Journey::Next Journey::carry_out(const Fail& step) {
  return close({store::OrderState::failed, step.reason, step.message, step.next});
}

Journey::Next Journey::close(const Ending& ending) {
  store::Projection projection;
  projection.state = ending.state;
  projection.due_at.emplace(std::nullopt);
  Json body = {{"state", store::to_string(ending.state)},
               {"reason", ending.reason},
               {"message", ending.message},
               {"next", ending.next},
               {"evidence", ending.evidence}};
  if (ending.acceptance) body["acceptance"] = *ending.acceptance;
  if (!ending.obligations.empty()) body["obligations"] = ending.obligations;
  append("closed", body, projection);
  tell(Event::Kind::state, std::string(store::to_string(ending.state)), ending.message);
  return Next::pause;
}

}  // namespace reseal::workflow
