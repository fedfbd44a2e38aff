// SPDX-License-Identifier: Apache-2.0
// How a phase or an order ends.
#include "journey.h"

namespace reseal::workflow {

Journey::Next Journey::carry_out(const Done& step) {
  if (story_.order.phase != Phase::ordering) {
    return close(store::OrderState::installed, "", step.message, step.next, step.evidence);
  }
  write("phase", {{"phase", "installation"},
                  {"number", story_.open_step->number},
                  {"message", step.message},
                  {"next", step.next},
                  {"evidence", step.evidence}});
  tell(Event::Kind::state, "installation", step.message);
  return Next::go_on;
}

Journey::Next Journey::carry_out(const Refuse& step) {
  return close(store::OrderState::refused, step.reason, step.message, step.next, Json::object());
}

Journey::Next Journey::carry_out(const Fail& step) {
  return close(store::OrderState::failed, step.reason, step.message, step.next, Json::object());
}

Journey::Next Journey::close(store::OrderState state, const std::string& reason, const Text& message,
                             const std::vector<Text>& next, const Json& evidence) {
  store::Projection projection;
  projection.state = state;
  projection.due_at.emplace(std::nullopt);
  append("closed",
         {{"state", store::to_string(state)},
          {"reason", reason},
          {"message", message},
          {"next", next},
          {"evidence", evidence}},
         projection);
  tell(Event::Kind::state, std::string(store::to_string(state)), message);
  return Next::pause;
}

}  // namespace reseal::workflow
