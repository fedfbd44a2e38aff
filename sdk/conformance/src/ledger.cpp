// SPDX-License-Identifier: Apache-2.0
#include "ledger.h"

#include <algorithm>

namespace reseal::conformance {
namespace {

// A plugin that breaks a promise everywhere is told so often enough in this many examples.
constexpr std::size_t kMostBreaches = 12;

std::string place_of(const Question& question) {
  const auto& history = question.order.history;
  return history.empty() ? question.call : question.call + " after " + history.back().id;
}

}  // namespace

Result& Ledger::result(Promise promise) {
  auto& found = results_[{world_, promise}];
  found.promise = promise;
  found.world = world_;
  return found;
}

void Ledger::open(const std::string& world, const LeftOut& unsupported) {
  world_ = world;
  for (const auto& [promise, reason] : unsupported) result(promise_from(promise)).left_out = reason;
}

bool Ledger::checks(Promise promise) const {
  const auto found = results_.find({world_, promise});
  return found == results_.end() || found->second.left_out.empty();
}

void Ledger::checked(Promise promise, std::size_t times) {
  if (checks(promise)) result(promise).checks += times;
}

void Ledger::broken(Promise promise, Breach breach) {
  if (!checks(promise)) return;
  auto& breaches = result(promise).breaches;
  const bool known = std::any_of(breaches.begin(), breaches.end(), [&](const Breach& one) {
    return one.place == breach.place && one.problem == breach.problem;
  });
  if (!known && breaches.size() < kMostBreaches) breaches.push_back(std::move(breach));
}

void Ledger::expect(bool holds, Promise promise, const Question& question, const Answer& answer,
                    const std::string& problem) {
  checked(promise);
  if (!holds) broken(promise, {place_of(question), in_short(question), in_short(answer), problem});
}

void Ledger::took(std::chrono::milliseconds time) { slowest_ = std::max(slowest_, time); }

std::vector<Result> Ledger::results() const {
  std::vector<Result> out;
  out.reserve(results_.size());
  for (const auto& [key, result] : results_) out.push_back(result);
  return out;
}

}  // namespace reseal::conformance
