// SPDX-License-Identifier: Apache-2.0
// Steps that wait for somebody: a person's answer, or time.
#include <algorithm>

#include "journey.h"

namespace reseal::workflow {

store::NewEntry Journey::task_entry(const Form& form, bool signal, int number, std::int64_t seq) const {
  store::Projection projection;
  if (!signal) {
    projection.state = store::OrderState::needs_person;
    projection.due_at.emplace(std::nullopt);
  }
  // The task's version is the entry that opens it: whoever answers says which form was seen.
  return {"task",
          {{"task", order_ + "/" + std::to_string(number)},
           {"number", number},
           {"version", seq},
           {"form", form},
           {"signal", signal}},
          projection};
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
