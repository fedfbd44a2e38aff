// SPDX-License-Identifier: Apache-2.0
#include "journey.h"

namespace reseal::workflow {

namespace {
constexpr int kStepsAtOnce = 200;
constexpr int kFreshLooks = 20;

store::NewEntry going_on(const std::string& kind, const Json& body) {
  store::Projection projection;
  projection.state = store::OrderState::ready;
  projection.due_at.emplace(std::nullopt);
  return {kind, body, projection};
}

}  // namespace

Journey::Journey(const Shared& shared, std::string order)
    : shared_(shared),
      order_(std::move(order)),
      session_(shared.world, shared.settings, order_, [this] { keep_lease(); }) {}

void Journey::look() {
  const auto row = shared_.world.store.find_order(order_);
  if (!row) throw Error(ErrorCode::order_not_found, {{"order", order_}});
  row_ = *row;
  story_ = shared_.stories.tell(order_);
}

bool Journey::waiting_still() const {
  return row_.state == store::OrderState::waiting && row_.due_at && *row_.due_at > now();
}

void Journey::run() {
  int moved = 0;
  for (int steps = 0; steps < kStepsAtOnce; ++steps) {
    try {
      keep_lease();
      look();
      if (store::is_closed(row_.state) || go() == Next::pause) return;
    } catch (const StoryMoved&) {
      if (++moved > kFreshLooks)
        throw Error(ErrorCode::internal, {{"problem", "the order is written to all the time"}});
    }
  }
  look();
  stop(Error(ErrorCode::plugin_failed,
             {{"plugin", story_.plugin},
              {"problem", "asked for " + std::to_string(kStepsAtOnce) + " steps on end without coming to rest"}}));
}

Journey::Next Journey::go() {
  if (waiting_still()) return Next::pause;
  const bool a_wait_is_over = story_.open_step && story_.open_step->step.kind() == "wait";
  if (!story_.open_step || a_wait_is_over) return ask_plugin();
  const Step step = story_.open_step->step;
  return std::visit([this](const auto& action) { return carry_out(action); }, step.action);
}

void Journey::keep_lease() {
  const TimePoint at = now();
  if (leased_until_ - at > std::chrono::milliseconds(shared_.settings.lease) / 2) return;
  const TimePoint until = at + shared_.settings.lease;
  if (!shared_.world.store.lease(order_, shared_.settings.worker, until)) throw LeaseLost{};
  leased_until_ = until;
}

void Journey::append(const std::string& kind, const Json& body, const store::Projection& projection) {
  append({store::NewEntry{kind, body, projection}});
}

void Journey::append(const std::vector<store::NewEntry>& entries) {
  keep_lease();
  try {
    story_.version = shared_.world.store.append(order_, entries, story_.version).seq;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::internal) throw;
    const auto row = shared_.world.store.find_order(order_);
    if (row && row->version != story_.version) throw StoryMoved{};
    throw;
  }
}

void Journey::write(const std::string& kind, const Json& body) { append({going_on(kind, body)}); }

store::NewEntry Journey::result_entry(const Json& result) const {
  return going_on("result", {{"number", story_.open_step->number}, {"result", result}});
}

Journey::Next Journey::finish(const Json& result) {
  append({result_entry(result)});
  return Next::go_on;
}

Journey::Next Journey::finish(const Json& outcome, const Json& result) {
  append({going_on("outcome", outcome), result_entry(result)});
  return Next::go_on;
}

void Journey::tell(Event::Kind kind, const std::string& name, Text text, Json details) const {
  if (shared_.world.on_event) {
    shared_.world.on_event({kind, order_, name, std::move(text), std::move(details)});
  }
}

void GivenSecrets::keep(const std::string& task, const std::string& field, const Json& value) {
  const std::lock_guard lock(mutex_);
  std::string text = value.dump();
  by_task_[task][field] = Secret(text);
  wipe_memory(text.data(), text.size());
}

void GivenSecrets::restore(const std::string& order, std::vector<PastStep>& history) const {
  const std::lock_guard lock(mutex_);
  for (PastStep& step : history) {
    const auto given = by_task_.find(order + "/" + std::to_string(step.number));
    if (given == by_task_.end()) continue;
    const char* place = step.kind == "wait" ? "signal" : "answer";
    if (!step.result.contains(place)) continue;
    for (const auto& [field, value] : given->second) step.result[place][field] = Json::parse(value.reveal());
  }
}

void GivenSecrets::forget(const std::string& order) {
  const std::lock_guard lock(mutex_);
  std::erase_if(by_task_, [&order](const auto& given) { return given.first.starts_with(order + "/"); });
}

}  // namespace reseal::workflow
