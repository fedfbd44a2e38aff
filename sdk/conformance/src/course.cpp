// SPDX-License-Identifier: Apache-2.0
#include "course.h"

#include <algorithm>

#include "carry_out.h"
#include "reseal/failure.h"

namespace reseal::conformance {
namespace {

constexpr std::size_t kMostQuestions = 150;
constexpr int kMostTries = 4;

std::string call_of(Phase phase) {
  return phase == Phase::ordering ? "order" : phase == Phase::installation ? "install" : "registration";
}

class Traveller {
 public:
  Traveller(const World& world, const MakeInstance& make, const Variation& variation, const Watch& watch)
      : world_(world),
        make_(make),
        variation_(variation),
        watch_(watch),
        hands_(world),
        plugin_(make()),
        order_(opening(world, *plugin_)),
        portal_(world, order_.id) {}

  Course go() {
    try {
      if (beforehand()) course_.end = journey();
    } catch (const MessageError& error) {
      course_.end = std::string("stuck: ") + error.what();
    }
    if (course_.end != world_.ends && !portal_.unknown().empty()) {
      course_.end += " (the world's portal knows no answer to " + portal_.unknown().front() + ")";
    }
    course_.portal = std::move(portal_);
    return std::move(course_);
  }

 private:
  /// Whether an order follows: a world may be about a verdict alone.
  bool beforehand() {
    for (const auto& call : questions_beforehand(*plugin_)) {
      const auto& answer = visit(call);
      if (call != "eligibility") continue;
      const auto verdict = answer.kind == Answer::Kind::said ? answer.said.value("answer", "") : in_short(answer);
      if (world_.ends == "not_eligible" || world_.ends == "cannot_say") {
        course_.end = verdict;
        return false;
      }
      if (world_.ends == "done" && verdict == "not_eligible") {
        course_.end = verdict;
        return false;
      }
    }
    return true;
  }

  std::string journey() {
    int tries = 0;
    while (course_.visits.size() < kMostQuestions) {
      const auto answer = visit(call_of(order_.phase));
      if (answer.kind == Answer::Kind::try_later || answer.kind == Answer::Kind::nonsense) {
        if (++tries == kMostTries) return "stuck: " + in_short(answer);
        order_.now += Seconds(60);
        continue;
      }
      tries = 0;
      if (!answer.step) return "stuck: " + in_short(answer);
      if (auto end = take(*answer.step)) return *end;
    }
    return "stuck: no end after " + std::to_string(kMostQuestions) + " questions; the last step was '" +
           order_.history.back().id + "'";
  }

  std::optional<std::string> take(const Step& step) {
    if (const auto* refuse = std::get_if<Refuse>(&step.action)) return "refuse:" + refuse->reason;
    if (const auto* fail = std::get_if<Fail>(&step.action)) return "fail:" + fail->reason;
    if (std::holds_alternative<Done>(step.action)) {
      if (order_.phase != Phase::ordering) return "done";
      for (const auto& [name, value] : step.remember.items()) order_.memory[name] = value;
      order_.history.push_back({number(), order_.phase, step.id, "done", Json::object(), order_.now});
      order_.phase = Phase::installation;
    } else {
      hands_.carry_out(step, order_, portal_);
    }
    if (step.kind() != "wait") order_.unconfirmed.clear();  // a step that was carried out settles what went before
    if (variation_.doubled == course_.carried_out++) Hands::double_last(order_);
    return {};
  }

  [[nodiscard]] int number() const { return order_.history.empty() ? 1 : order_.history.back().number + 1; }

  Answer visit(const std::string& call) {
    if (variation_.fresh_instances && !course_.visits.empty()) plugin_ = make_();
    Question question{call, order_};
    const auto before = portal_;
    const auto disturbance = disturbance_of(question);
    auto answer = ask(*plugin_, question, portal_, disturbance);
    for (std::size_t i = 0; i < answer.requests.size(); ++i) {
      const auto& effect = answer.requests[i].effect;
      if (!changes_something(answer.requests[i])) continue;
      ++course_.changes;
      std::erase(order_.unconfirmed, effect);
      if (disturbance.mischief != Mischief::none && i >= disturbance.request) order_.unconfirmed.push_back(effect);
    }
    watch_(question, answer);
    course_.visits.push_back({std::move(question), before, answer});
    return answer;
  }

  /// Which request of this question is to be disturbed: found by asking aside.
  Disturbance disturbance_of(const Question& question) const {
    const auto wanted = variation_.lost_reply ? variation_.lost_reply : variation_.unreached;
    if (!wanted || *wanted < course_.changes) return {};
    auto aside = portal_;
    const auto foreseen = ask(*plugin_, question, aside);
    auto number = course_.changes;
    for (std::size_t i = 0; i < foreseen.requests.size(); ++i) {
      if (!changes_something(foreseen.requests[i]) || number++ != *wanted) continue;
      return {i, variation_.lost_reply ? Mischief::lost_reply : Mischief::unreachable};
    }
    return {};
  }

  const World& world_;
  const MakeInstance& make_;
  const Variation& variation_;
  const Watch& watch_;
  Hands hands_;
  std::unique_ptr<plugin::Plugin> plugin_;
  Order order_;
  ScriptedPortal portal_;
  Course course_;
};

}  // namespace

std::vector<std::string> questions_beforehand(const plugin::Plugin& plugin) {
  if (plugin.manifest().kind == "provider") return {"describe", "eligibility", "quote"};
  return {"describe", "lead_time", "registered"};
}

std::string question_about_a_certificate(const plugin::Plugin& plugin) {
  return plugin.manifest().kind == "provider" ? "eligibility" : "registered";
}

Order opening(const World& world, const plugin::Plugin& plugin) {
  Order order;
  order.id = "WRLD-0000-0001";
  order.now = order.opened_at = world.now;
  order.old = world.old;
  if (plugin.manifest().kind == "registrar") {
    order.phase = Phase::registration;
    order.new_certificate = world.new_certificate;
  }
  return order;
}

Course travel(const World& world, const MakeInstance& make, const Variation& variation, const Watch& watch) {
  return Traveller(world, make, variation, watch).go();
}

}  // namespace reseal::conformance
