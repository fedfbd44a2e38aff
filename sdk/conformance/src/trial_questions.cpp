// SPDX-License-Identifier: Apache-2.0
// Trials that ask single questions again.
#include <set>

#include "trials.h"

namespace reseal::conformance {
namespace {

constexpr auto kLeap = std::chrono::hours(24 * 400);

Answer ask_aside(const Trial& trial, plugin::Plugin& plugin, const Visit& visit, const Disturbance& disturbance = {}) {
  auto portal = visit.portal;
  auto answer = ask(plugin, visit.question, portal, disturbance);
  trial.watch(visit.question, answer);
  return answer;
}

std::size_t changes_from(const Answer& answer, std::size_t first) {
  std::size_t changes = 0;
  for (std::size_t i = first; i < answer.requests.size(); ++i) changes += changes_something(answer.requests[i]) ? 1 : 0;
  return changes;
}

/// Nothing was decided: the order stands where it stood, or a person is called.
bool decides_nothing(const Answer& now, const Answer& usual) {
  if (now.kind == Answer::Kind::try_later || now.kind == Answer::Kind::nonsense) return true;
  if (now.kind != Answer::Kind::said) return false;
  // What a portal did not say cannot speak for a certificate. A price list: its own schema has been asked.
  if (!now.step) return !now.said.is_object() || now.said.value("answer", "") != "eligible";
  const auto kind = now.step->kind();
  if (kind == "refuse" || kind == "fail" || kind == "wait") return true;
  // What was only nice to know is left out, and the person asked as before.
  return kind == "ask" && usual.step && usual.step->kind() == "ask" && usual.step->id == now.step->id;
}

}  // namespace

void try_pure(const Trial& trial) {
  const auto one = trial.make();
  for (const auto& visit : trial.straight.visits) {
    const auto first = ask_aside(trial, *one, visit);
    const auto again = ask_aside(trial, *one, visit);
    const auto fresh = ask_aside(trial, *trial.make(), visit);
    trial.ledger.expect(first.same_as(again), Promise::pure, visit.question, again,
                        "asked a second time, it answers or asks the portal otherwise: first " + in_short(first));
    trial.ledger.expect(first.same_as(fresh), Promise::pure, visit.question, fresh,
                        "a fresh instance answers or asks the portal otherwise: the first said " + in_short(first));
  }
}

void try_nonsense(const Trial& trial) {
  const auto plugin = trial.make();
  std::set<std::string> flooded;  // the long answer once for each address: it is the same code that reads it
  for (const auto& visit : trial.straight.visits) {
    for (std::size_t i = 0; i < visit.answer.requests.size(); ++i) {
      const auto& request = visit.answer.requests[i];
      for (const auto mischief : kNonsense) {
        const bool flood = mischief == Mischief::huge;
        if (flood && !trial.first_of_its_transport) continue;
        if (flood && !flooded.insert(request.method + request.url.substr(0, request.url.find('?'))).second) continue;
        const auto answer = ask_aside(trial, *plugin, visit, {i, mischief});
        const auto to = request.method + " " + request.url + " was answered with " + std::string(to_string(mischief));
        trial.ledger.expect(decides_nothing(answer, visit.answer), Promise::portal_nonsense, visit.question, answer,
                            to + ", and it went on, or broke");
        const bool more = changes_from(answer, i + 1) > changes_from(visit.answer, i + 1);
        trial.ledger.expect(!more, Promise::portal_nonsense, visit.question, answer,
                            to + ", and it then changed something that it does not change otherwise");
      }
    }
  }
}

void try_clock_leaps(const Trial& trial) {
  const auto plugin = trial.make();
  for (const auto& visit : trial.straight.visits) {
    for (const auto leap : {kLeap, -kLeap}) {
      auto question = visit.question;
      question.order.now += leap;
      auto portal = visit.portal;
      const auto answer = ask(*plugin, question, portal);
      trial.watch(question, answer);
      trial.ledger.expect(
          answer.kind != Answer::Kind::failed, Promise::clock_leap, question, answer,
          "the clock stands 400 days " + std::string(leap > leap.zero() ? "later" : "earlier") + ", and it breaks");
    }
  }
}

}  // namespace reseal::conformance
