// SPDX-License-Identifier: Apache-2.0
// "What next?", and what becomes of each kind of answer: a step, "try later", nonsense, a failure.
#include <algorithm>

#include "journey.h"
#include "reseal/failure.h"
#include "serials.h"
#include "stop.h"

namespace reseal::workflow {
namespace {

void require(bool possible, const std::string& plugin, const std::string& problem) {
  if (!possible) throw Error(ErrorCode::plugin_failed, {{"plugin", plugin}, {"problem", problem}});
}

void require_sound(const Sign& sign, const Order& order, const std::string& plugin) {
  const bool pdf = sign.format == Sign::Format::pdf;
  require(pdf || !sign.printout, plugin, "hands over a form to draw where none is drawn");
  require(!pdf || sign.printout || !sign.document.empty(), plugin, "asks for a signature in a PDF and hands over none");
  require(sign.format != Sign::Format::xml || sign.xml, plugin, "does not say where in the form the signature goes");
  require(sign.key == Sign::Key::old_key || order.new_certificate, plugin,
          "asks for a signature with the new key before there is one");
  try {
    (void)from_base64(sign.document);
  } catch (const Error&) {
    require(false, plugin, "hands over a document to sign that is not base64");
  }
}

void require_sound(const MakeKey& make) {
  const bool strong = (make.algorithm == "RSA" && make.bits >= 2048) || (make.algorithm == "EC" && make.bits >= 256);
  if (!strong) {
    throw Error(ErrorCode::key_weak, {{"problem", make.algorithm + " of " + std::to_string(make.bits) + " bits"}});
  }
}

/// The thesis: done is what the system has accepted, and it has accepted this certificate and no other.
void require_sound(const Done& done, const Order& order, const std::string& plugin) {
  if (order.phase == Phase::installation) {
    require(order.new_certificate.has_value(), plugin, "says that it is done, and no certificate has been proven");
  }
  if (order.phase != Phase::registration) return;
  require(done.acceptance.has_value(), plugin, "says that it is done, and the system has not accepted");
  const auto& serial = order.new_certificate.value().serial;
  require(is_serial(done.acceptance->serial, serial), plugin,
          "says that the system has accepted serial " + done.acceptance->serial + ", not " + serial.hex);
  require(done.acceptance->accepted_at <= order.now + std::chrono::hours(24), plugin,
          "says that the system accepted at " + to_iso(done.acceptance->accepted_at) + ", which is still to come");
}

/// The step as the journal will give it back: what cannot be read again must not be written.
Step as_journalled(Step step, const std::string& plugin) {
  if (step.remember.is_null()) step.remember = Json::object();
  try {
    return Json(step).get<Step>();
  } catch (const std::exception& problem) {
    throw Error(ErrorCode::plugin_failed, {{"plugin", plugin}, {"problem", problem.what()}});
  }
}

}  // namespace

void require_possible(const Step& step, const Order& order, const std::string& plugin) {
  require(!step.id.empty(), plugin, "names a step with nothing");
  if (const auto* sign = std::get_if<Sign>(&step.action)) require_sound(*sign, order, plugin);
  if (const auto* make = std::get_if<MakeKey>(&step.action)) {
    require(make->algorithm == "RSA" || make->algorithm == "EC", plugin, "asks for a key of kind " + make->algorithm);
    require_sound(*make);
  }
  if (order.phase == Phase::registration) {
    const bool about_keys = std::holds_alternative<MakeKey>(step.action) ||
                            std::holds_alternative<Install>(step.action) || std::holds_alternative<Adopt>(step.action);
    require(!about_keys, plugin, "wants to change the token in a registration");
  }
  if (const auto* done = std::get_if<Done>(&step.action)) require_sound(*done, order, plugin);
}

void keep_for(const World& world, const Story& story, const KeptSecret& secret) {
  if (!world.keep_secret) {
    throw Error(ErrorCode::secret_unavailable,
                {{"reference", secret.name}, {"problem", "there is no place to keep it"}});
  }
  const auto& order = story.order;
  const auto& holder = order.new_certificate ? *order.new_certificate : order.old.certificate;
  world.keep_secret({holder_key(holder), story.plugin, secret.name}, secret, order.id);
}

Step Journey::question(plugin::Plugin& plugin, HostCapabilities& host) {
  Order order = story_.as_asked(second());
  shared_.secrets.restore(order_, order.history);
  const std::lock_guard one_at_a_time(shared_.asking);
  switch (order.phase) {
    case Phase::ordering:
      return plugin.order(order, host);
    case Phase::installation:
      return plugin.install(order, host);
    case Phase::registration:
      return plugin.registration(order, host);
  }
  throw Error(ErrorCode::internal, {{"problem", "an order in no phase"}});
}

Journey::Next Journey::ask_plugin() {
  plugin::Plugin* plugin = shared_.world.find_plugin(story_.plugin);
  if (plugin == nullptr) throw Error(ErrorCode::provider_missing, {{"provider", story_.plugin}});
  HostCapabilities host(shared_.world, *plugin, story_, session_,
                        [this](const std::string& kind, const Json& body) { append(kind, body, {}); });
  Step step;
  try {
    step = question(*plugin, host);
  } catch (const TryLater& later) {
    host.rethrow_failure();
    return try_later("try_later", later.what(), later.after,
                     Error(ErrorCode::portal_unreachable, {{"host", host.last_host()}, {"problem", later.what()}}));
  } catch (const PortalNonsense& nonsense) {
    host.rethrow_failure();
    return try_later("nonsense", nonsense.what(), std::nullopt,
                     Error(ErrorCode::portal_nonsense, {{"host", host.last_host()}, {"problem", nonsense.what()}}));
  } catch (...) {
    host.rethrow_failure();
    throw;
  }
  host.rethrow_failure();
  step = as_journalled(std::move(step), story_.plugin);
  auto known = story_.order;
  known.now = second();
  require_possible(step, known, story_.plugin);
  for (auto& secret : step.keep) {
    keep_for(shared_.world, story_, secret);
    wipe_memory(secret.value.data(), secret.value.size());
    secret.value.clear();  // the journal says only that it came
  }
  take_step(step);
  shared_.secrets.forget(order_);
  return Next::go_on;
}

void Journey::take_step(const Step& step) {
  if (story_.open_step && story_.open_step->step == step) {
    // The same wait once more: one short entry instead of a result and a step, and its signal task stays as it is.
    const TimePoint at = due(std::get<Wait>(step.action), story_.polls + 1);
    store::Projection projection;
    projection.state = store::OrderState::waiting;
    projection.due_at.emplace(at);
    append("retry",
           {{"number", story_.open_step->number},
            {"cause", "poll"},
            {"attempt", story_.polls},
            {"at", to_iso(std::chrono::ceil<Seconds>(at))}},
           projection);
    tell(Event::Kind::waiting, step.id, std::get<Wait>(step.action).reason,
         {{"until", to_iso(std::chrono::ceil<Seconds>(at))}});
    return;
  }
  // What belongs together is written together: the end of the wait before, the step, and the task that it opens.
  std::vector<store::NewEntry> entries;
  if (story_.open_step) entries.push_back(result_entry({{"waited", true}}));
  const int number = story_.last_number + 1;
  Json body = {{"number", number}, {"phase", story_.order.phase}, {"step", step}};
  store::Projection projection;
  projection.state_text = step.id;
  const auto* wait = std::get_if<Wait>(&step.action);
  if (wait != nullptr) {
    const TimePoint at = due(*wait, story_.wait_id == step.id ? story_.polls + 1 : 1);
    projection.state = store::OrderState::waiting;
    projection.due_at.emplace(at);
    body["due_at"] = to_iso(std::chrono::ceil<Seconds>(at));
  } else {
    projection.state = store::OrderState::ready;
    projection.due_at.emplace(std::nullopt);
  }
  entries.push_back({"step", body, projection});
  const auto* ask = std::get_if<Ask>(&step.action);
  const Form* const form = ask != nullptr ? &ask->form : wait != nullptr && wait->signal ? &*wait->signal : nullptr;
  if (form != nullptr) {
    const auto seq = story_.version + static_cast<std::int64_t>(entries.size()) + 1;
    entries.push_back(task_entry(*form, wait != nullptr, number, seq));
  }
  append(entries);

  if (wait != nullptr) {
    tell(Event::Kind::waiting, step.id, wait->reason, {{"until", body["due_at"]}});
  } else {
    tell(Event::Kind::step, step.id, Text{"engine.step." + std::string(step.kind()), {}}, {{"number", number}});
  }
  if (form != nullptr) tell(Event::Kind::state, wait != nullptr ? "waiting" : "needs_person", form->title);
}

Journey::Next Journey::try_later(const std::string& cause, const std::string& why, std::optional<Seconds> after,
                                 Error stuck) {
  const bool too_much_nonsense = cause == "nonsense" && story_.nonsense + 1 >= shared_.settings.nonsense_tries;
  if (too_much_nonsense) throw std::move(stuck);
  if (row_.deadline && *row_.deadline <= now()) throw std::move(stuck);

  auto delay = backoff(shared_.settings, story_.attempts + 1, shared_.random(), now(), row_.deadline);
  TimePoint at = now() + delay;
  if (after) at = std::max(at, now() + std::chrono::milliseconds(*after));
  if (row_.deadline) at = std::min(at, *row_.deadline);
  const std::string at_text = to_iso(std::chrono::ceil<Seconds>(at));
  store::Projection projection;
  projection.state = store::OrderState::waiting;
  projection.due_at.emplace(at);
  append("retry",
         {{"number", story_.last_number + 1},
          {"cause", cause},
          {"why", why},
          {"attempt", story_.attempts + 1},
          {"at", at_text},
          {"error", to_string(stuck.code())},
          {"params", stuck.params()}},
         projection);
  const std::string attempt = std::to_string(story_.attempts + 1);
  tell(Event::Kind::retry, cause, Text{"engine.retry", {{"attempt", attempt}, {"at", at_text}, {"why", why}}},
       {{"attempt", story_.attempts + 1}, {"at", at_text}});
  return Next::pause;
}

void Journey::stop(const Error& error) {
  const auto state = stop_state(error.code());
  const Stop stop = stop_of(error, state.value_or(store::OrderState::needs_help), story_.contact);
  tell(Event::Kind::state, std::string(store::to_string(stop.state)), stop.text);
  // The same trouble as before is not written down again.
  const auto& known = story_.stop;
  const auto row = shared_.world.store.find_order(order_);
  if (row && row->state == stop.state && known && known->code == stop.code && known->params == stop.params) return;
  store::Projection projection;
  projection.state = stop.state;
  projection.due_at.emplace(std::nullopt);
  append("note", stop_json(stop, error.cause()), projection);
}

}  // namespace reseal::workflow
