// SPDX-License-Identifier: Apache-2.0
// Steps that wait for somebody: a person's answer, or time.
#include <algorithm>

#include "journey.h"

namespace reseal::workflow {

void Journey::open_task(const Form& form, bool signal) {
  const int number = story_.open_step->number;
  store::Projection projection;
  if (!signal) {
    projection.state = store::OrderState::needs_person;
    projection.due_at.emplace(std::nullopt);
  }
  // The task's version is the entry that opens it: whoever answers says which form was seen.
  append("task",
         {{"task", order_ + "/" + std::to_string(number)},
          {"number", number},
          {"version", story_.version + 1},
          {"form", form},
          {"signal", signal}},
         projection);
  tell(Event::Kind::state, signal ? "waiting" : "needs_person", form.title);
}

Journey::Next Journey::carry_out(const Ask& step) {
  if (story_.open_step->answer) return finish(*story_.open_step->answer);
  if (!story_.open_step->task_open) open_task(step.form, false);
  return Next::pause;
}

Journey::Next Journey::carry_out(const Wait& /*step*/) {
  // Only a signalled wait comes here: one that is over by time is asked about, not carried out.
  return finish({{"signal", story_.open_step->answer->value("answer", Json::object())}});
}

TimePoint Journey::due(const Wait& wait, int attempt) const {
  const TimePoint at_now = now();
  std::optional<TimePoint> deadline;
  const auto heed = [&](std::optional<TimePoint> one) {
    if (one && *one > at_now && (!deadline || *one < *deadline)) deadline = one;
  };
  heed(row_.deadline);
  if (wait.deadline) heed(TimePoint(*wait.deadline));

  EngineSettings pace = shared_.settings;
  pace.retry_first = std::max(wait.poll_after, Seconds(1));
  pace.retry_most = std::max(pace.retry_most, pace.retry_first);
  TimePoint at = at_now + backoff(pace, attempt, shared_.random(), at_now, deadline);
  if (wait.not_before) at = std::max(at, TimePoint(*wait.not_before));
  return deadline ? std::min(at, *deadline) : at;
}

}  // namespace reseal::workflow
