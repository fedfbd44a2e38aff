// SPDX-License-Identifier: Apache-2.0
#include "guided_runner.h"

#include <algorithm>
#include <variant>

#include "guided_text.h"
#include "reseal/failure.h"
#include "reseal/journey.h"

namespace reseal::guided {
namespace {

constexpr std::int64_t kPollWithoutNews =
    std::int64_t{6} * 3600;  // nothing changes by itself while a person reads e-mail

/// A place in the phase's list of steps, or an ending that a branch names itself.
struct Ending {
  std::string id;
  Json branch;
};
using NextPlace = std::variant<std::size_t, Ending>;

class Runner {
 public:
  Runner(const Json& steps, Phase phase, const Values& values)
      : steps_(steps), phase_(phase), values_(values), order_(*values.order()) {}

  Step next() const {
    NextPlace place = std::size_t{0};
    const auto* past = last_known();
    if (past != nullptr) place = after(*find(past->id), *past);
    if (const auto* ending = std::get_if<Ending>(&place)) return branch_ending(*ending);
    return step_at(first_that_applies(std::get<std::size_t>(place)));
  }

 private:
  const Json* find(const std::string& id) const {
    const auto found =
        std::find_if(steps_.begin(), steps_.end(), [&](const Json& step) { return step.at("id") == id; });
    return found == steps_.end() ? nullptr : &*found;
  }

  std::size_t index_of(const Json& step) const {
    std::size_t i = 0;
    while (&steps_[i] != &step) ++i;
    return i;
  }

  // A document may have lost or renamed a step since the order was opened: what it no longer knows is passed over.
  const PastStep* last_known() const {
    const auto found = std::find_if(order_.history.rbegin(), order_.history.rend(), [&](const PastStep& past) {
      return past.phase == phase_ && find(past.id) != nullptr;
    });
    return found == order_.history.rend() ? nullptr : &*found;
  }

  NextPlace branch(const Json& step, const char* name) const {
    const auto& to = step.at(name);
    if (!to.contains("goto")) return Ending{step.at("id").get<std::string>(), to};
    return index_of(*find(to.at("goto").get<std::string>()));
  }

  NextPlace onwards(const Json& step) const {
    return step.contains("then") ? branch(step, "then") : NextPlace(index_of(step) + 1);
  }

  NextPlace after(const Json& step, const PastStep& past) const {
    const auto kind = kind_of(step);
    const auto yes = [&](const char* name) { return past.result.is_object() && past.result.value(name, false); };
    if (kind == "ask") {
      return yes("accepted") || !step.contains("on_decline") ? onwards(step) : branch(step, "on_decline");
    }
    if (kind == "wait") return after_wait(step, past);
    if (kind == "adopt") {
      if (yes("installed")) return onwards(step);
      const bool rejected = past.result.is_object() && !past.result.value("rejected", Json::array()).empty();
      return branch(step, rejected && step.contains("on_rejected") ? "on_rejected" : "on_missing");
    }
    return index_of(step);
  }

  NextPlace after_wait(const Json& step, const PastStep& past) const {
    if (past.result.is_object() && past.result.contains("signal")) return onwards(step);
    if (step.contains("on_deadline") && deadline_passed(step.at("wait"))) {
      // Once: the person has then been told, and goes on waiting.
      const auto& to = step.at("on_deadline");
      const Journey journey(order_);
      if (!to.contains("goto") || journey.last(to.at("goto").get<std::string>()) == nullptr) {
        return branch(step, "on_deadline");
      }
    }
    const auto& wait = step.at("wait");
    if (wait.contains("not_before") && order_.now >= moment(wait.at("not_before"))) return onwards(step);
    // Without a signal form nobody could ever end it.
    return wait.contains("signal") || wait.contains("not_before") ? NextPlace(index_of(step)) : onwards(step);
  }

  bool deadline_passed(const Json& wait) const {
    return wait.contains("deadline") && order_.now >= moment(wait.at("deadline"));
  }

  Time moment(const Json& json) const {
    const auto of = json.at("of").get<std::string>();
    Time time = of == "expiry" ? order_.old.certificate.not_after : order_.opened_at;
    if (of.starts_with("step:")) {
      const Journey journey(order_);
      const auto* step = journey.last(of.substr(5));
      time = step == nullptr ? order_.opened_at : step->at;
    }
    return time + std::chrono::hours(24 * json.value("days", 0) + json.value("hours", 0));
  }

  // A step whose condition does not hold is passed over, and so is its `then`: the next in line is its "else".
  std::size_t first_that_applies(std::size_t at) const {
    for (; at < steps_.size(); ++at) {
      if (!steps_[at].contains("when") || holds(steps_[at].at("when"), values_)) return at;
    }
    throw MessageError("the journey has no step that applies here");
  }

  Step step_at(std::size_t at) const {
    const auto& json = steps_[at];
    Step step;
    step.id = json.at("id").get<std::string>();
    const auto kind = kind_of(json);
    const auto& part = json.at(std::string(kind));
    if (kind == "ask") {
      step.action = Ask{form_of(part, values_)};
    } else if (kind == "wait") {
      step.action = wait_of(part);
    } else if (kind == "adopt") {
      step.action = Adopt{text_of(part, "reason", values_)};
    } else if (kind == "done") {
      step.action = done_of(part);
    } else {
      step.action = ending_of(kind, part);
    }
    return step;
  }

  Wait wait_of(const Json& part) const {
    Wait wait;
    wait.reason = text_of(part, "reason", values_);
    wait.expectation = text_of(part, "expectation", values_);
    wait.contact = text_of(part, "contact", values_);
    wait.poll_after = Seconds(part.value("poll_after", kPollWithoutNews));
    if (part.contains("not_before")) wait.not_before = moment(part.at("not_before"));
    if (part.contains("deadline") && !deadline_passed(part)) wait.deadline = moment(part.at("deadline"));
    if (part.contains("signal")) wait.signal = form_of(part.at("signal"), values_);
    return wait;
  }

  Done done_of(const Json& part) const {
    Done done;
    done.message = text_of(part, "message", values_);
    done.next = texts_of(part, "next", values_);
    const auto evidence = part.value("evidence", Json::object());
    for (const auto& [name, pattern] : evidence.items()) {
      const auto value = values_.fill(pattern.get<std::string>());
      if (value) done.evidence[name] = *value;
    }
    for (const auto& each : part.value("obligations", Json::array())) {
      if (each.contains("when") && !holds(each.at("when"), values_)) continue;
      done.obligations.push_back({each.at("id").get<std::string>(), text_of(each, "text", values_)});
    }
    if (part.contains("acceptance")) done.acceptance = acceptance_of(part.at("acceptance"));
    return done;
  }

  // What the person entered is evidence; a time that is none stops the order with its own words, and nothing is lost.
  Acceptance acceptance_of(const Json& part) const {
    const auto filled = [&](const char* member) {
      return part.contains(member) ? values_.fill(part.at(member).get<std::string>()) : std::nullopt;
    };
    const auto needed = [&](const char* member) {
      const auto value = filled(member);
      if (!value) throw MessageError("the journey ends without its '" + std::string(member) + "'");
      return *value;
    };
    Acceptance acceptance;
    acceptance.serial = needed("serial");
    acceptance.accepted_at = time_from_iso(needed("accepted_at"));
    if (const auto from = filled("in_force_from")) acceptance.in_force_from = time_from_iso(*from);
    acceptance.reference = filled("reference").value_or("");
    const auto services = part.value("services", Json::object());
    for (const auto& [service, condition] : services.items()) {
      if (holds(condition, values_)) acceptance.services.push_back(service);
    }
    // An empty list says "all of them" (step.h): none of them is no acceptance.
    if (!services.empty() && acceptance.services.empty()) {
      throw MessageError("the journey ends, and no service has accepted");
    }
    return acceptance;
  }

  Step::Action ending_of(std::string_view kind, const Json& part) const {
    const auto reason = part.at("reason").get<std::string>();
    const auto message = text_of(part, "message", values_);
    const auto next = texts_of(part, "next", values_);
    if (kind == "refuse") return Refuse{reason, message, next};
    return Fail{reason, message, next};
  }

  Step branch_ending(const Ending& ending) const {
    Step step;
    const std::string kind = ending.branch.contains("refuse") ? "refuse" : "fail";
    step.id = ending.id + "_" + kind;
    step.action = ending_of(kind, ending.branch.at(kind));
    return step;
  }

  const Json& steps_;
  Phase phase_;
  const Values& values_;
  const Order& order_;
};

}  // namespace

Step next_step(const Document& document, Phase phase, const Values& values) {
  return Runner(document.steps(phase), phase, values).next();
}

}  // namespace reseal::guided
