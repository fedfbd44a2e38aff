// SPDX-License-Identifier: Apache-2.0
#include "story.h"

#include <algorithm>

#include "reseal/failure.h"
#include "stop.h"

namespace reseal::workflow {
namespace {

constexpr std::string_view kPhases[] = {"ordering", "installation", "registration"};

Phase phase_from(const std::string& text) {
  const auto* found = std::find(std::begin(kPhases), std::end(kPhases), text);
  if (found == std::end(kPhases)) throw MessageError("no phase: " + text);
  return static_cast<Phase>(found - std::begin(kPhases));
}

void merge(Json& memory, const Json& remember) {
  if (!remember.is_object()) return;
  for (const auto& [key, value] : remember.items()) {
    if (value.is_null()) {
      memory.erase(key);
    } else {
      memory[key] = value;
    }
  }
}

bool only_waited(const PastStep& step) { return step.kind == "wait" && step.result.value("waited", false); }

/// Polls of one wait are one thing to a plugin: only the last is kept.
void add_past(std::vector<PastStep>& history, PastStep step) {
  if (!history.empty() && history.back().id == step.id && only_waited(history.back()) && only_waited(step)) {
    history.back() = std::move(step);
  } else {
    history.push_back(std::move(step));
  }
}

PastStep past(const OpenStep& open, Phase phase, Json result, Time at) {
  return {open.number, phase, open.step.id, std::string(open.step.kind()), std::move(result), at};
}

}  // namespace

void Teller::take(const store::Entry& entry) {
  const Json& body = entry.body;
  story_.version = entry.seq;
  story_.last_at = entry.at;
  if (entry.kind == "opened") {
    opened(entry);
  } else if (entry.kind == "step") {
    step(body);
  } else if (entry.kind == "intent") {
    story_.effects.push_back({body.at("number").get<int>(), body.at("effect"), body.at("name"), body, std::nullopt});
  } else if (entry.kind == "outcome") {
    outcome(body);
  } else if (entry.kind == "result") {
    end_step(body.at("result"), entry);
    progress();
  } else if (entry.kind == "retry") {
    retry(body);
  } else if (entry.kind == "answer") {
    answer(entry);
  } else if (entry.kind == "phase") {
    end_step(Json::object(), entry);
    story_.order.phase = phase_from(body.at("phase"));
    owe(body);
    progress();
  } else if (entry.kind == "note") {
    if (body.contains("stop")) story_.stop = stop_from(body);
  } else if (entry.kind == "closed") {
    story_.closed = body;
    owe(body);
  } else if (entry.kind == "settled") {
    const auto obligation = body.at("obligation").get<std::string>();
    std::erase_if(story_.owed, [&](const Obligation& one) { return one.id == obligation; });
  }
}

void Teller::opened(const store::Entry& entry) {
  const Json& body = entry.body;
  story_.order.id = entry.order;
  story_.order.opened_at = std::chrono::floor<Seconds>(entry.at);
  story_.order.old = body.at("candidate").get<Candidate>();
  story_.order.key_algorithm = body.at("key").at("algorithm").get<std::string>();
  story_.order.key_bits = body.at("key").at("bits").get<int>();
  story_.plugin = body.at("plugin").get<std::string>();
  if (body.at("kind") == "registration") {
    story_.order.phase = Phase::registration;
    story_.order.new_certificate = body.at("new_certificate").get<CertificateFacts>();
    story_.renewal = body.value("renewal", "");
    story_.lead = body.value("lead_time", LeadTime{});
  }
  story_.contact = body.value("contact", Text{});
  const Json& token = body.at("token");
  story_.token = {token.at("serial"), token.at("label"), token.at("manufacturer"), token.at("model")};
}

void Teller::step(const Json& body) {
  OpenStep open;
  open.number = body.at("number").get<int>();
  open.step = body.at("step").get<Step>();
  merge(story_.order.memory, open.step.remember);
  if (open.step.kind() != "wait") {
    story_.wait_id.clear();
    story_.polls = 0;
  } else if (story_.wait_id != open.step.id) {
    story_.wait_id = open.step.id;
    story_.wait_from = story_.last_at;
    story_.polls = 1;
  } else {
    ++story_.polls;
  }
  story_.last_number = open.number;
  story_.open_step = std::move(open);
  progress();
}

void Teller::outcome(const Json& body) {
  for (auto effect = story_.effects.rbegin(); effect != story_.effects.rend(); ++effect) {
    if (effect->effect == body.at("effect") && effect->name == body.at("name")) {
      effect->outcome = body;
      return;
    }
  }
}

void Teller::end_step(const Json& result, const store::Entry& entry) {
  if (!story_.open_step) return;
  if (story_.open_step->step.kind() != "wait") settled_ = story_.open_step->number;
  if (result.value("installed", false)) {
    story_.order.new_certificate = result.at("certificate").get<CertificateFacts>();
  }
  add_past(story_.order.history,
           past(*story_.open_step, story_.order.phase, result, std::chrono::floor<Seconds>(entry.at)));
  story_.open_step.reset();
}

void Teller::retry(const Json& body) {
  const auto cause = body.at("cause").get<std::string>();
  if (cause == "poll") {
    ++story_.polls;
    progress();
    return;
  }
  ++story_.attempts;
  if (cause == "nonsense") {
    ++story_.nonsense;
    story_.nonsense_why = body.value("why", "");
  }
  story_.retry = body;
}

/// What a person said is the result of the step that asked, as it stands.
void Teller::answer(const store::Entry& entry) {
  const auto task = entry.body.at("task").get<std::string>();
  if (!story_.open_step || task != story_.order.id + "/" + std::to_string(story_.open_step->number)) return;
  const Json& answer = entry.body.at("answer");
  const bool signal = story_.open_step->step.kind() == "wait";
  end_step(signal ? Json{{"signal", answer.value("answer", Json::object())}} : answer, entry);
  story_.polls = 0;  // what a person told us is worth a quick look again
  progress();
}

void Teller::owe(const Json& body) {
  if (!body.contains("obligations")) return;
  for (const auto& one : body.at("obligations")) story_.owed.push_back(one.get<Obligation>());
}

void Teller::progress() {
  story_.attempts = 0;
  story_.nonsense = 0;
  story_.retry.reset();
  story_.stop.reset();
}

/// A 5xx answer is no answer: the portal may have done it and failed afterwards. A wait settles nothing: it is what a
/// plugin says when it does not know either.
std::vector<std::string> Teller::unconfirmed() const {
  std::vector<std::string> names;
  for (const Effect& effect : story_.effects) {
    if (effect.effect != "http" && effect.effect != "run_program") continue;
    const bool answered = effect.outcome && effect.outcome->value("status", 0) < 500;
    const bool passed_by = effect.number <= settled_;
    std::erase(names, effect.name);
    if (!answered && !passed_by) names.push_back(effect.name);
  }
  return names;
}

Time Story::since() const { return std::chrono::floor<Seconds>(wait_id.empty() || closed ? last_at : wait_from); }

const Effect* Story::last_effect(int number, std::string_view effect) const {
  for (auto at = effects.rbegin(); at != effects.rend(); ++at) {
    if (at->number == number && at->effect == effect) return &*at;
  }
  return nullptr;
}

Order Story::as_asked(Time now) const {
  Order asked = order;
  asked.now = now;
  if (open_step && open_step->step.kind() == "wait") {
    add_past(asked.history, past(*open_step, order.phase, {{"waited", true}}, now));
  }
  return asked;
}

void Teller::hear(const std::vector<store::Entry>& entries) {
  for (const auto& entry : entries) {
    const auto broken = [&entry](const std::exception& problem) {
      return Error(ErrorCode::store_broken,
                   {{"file", entry.order}, {"problem", "entry " + std::to_string(entry.seq) + ": " + problem.what()}});
    };
    try {
      take(entry);
    } catch (const MessageError& problem) {
      throw broken(problem);
    } catch (const Json::exception& problem) {
      throw broken(problem);
    }
  }
  story_.order.unconfirmed = unconfirmed();
}

Json token_json(const token::TokenIdentity& token) {
  return {
      {"serial", token.serial}, {"label", token.label}, {"manufacturer", token.manufacturer}, {"model", token.model}};
}

}  // namespace reseal::workflow
