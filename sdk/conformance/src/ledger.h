// SPDX-License-Identifier: Apache-2.0
// Where checks are counted and broken promises noted, by world and promise.
#pragma once

#include <map>
#include <string>

#include "question.h"
#include "reseal/conformance/kit.h"
#include "world.h"

namespace reseal::conformance {

class Ledger {
 public:
  /// What follows is about this world; its left out promises are noted and not counted.
  void open(const std::string& world, const LeftOut& unsupported);
  /// Whether this promise is checked in the open world.
  [[nodiscard]] bool checks(Promise promise) const;
  void checked(Promise promise, std::size_t times = 1);
  /// Each breach once.
  void broken(Promise promise, Breach breach);
  /// The promise holds, or it does not.
  void expect(bool holds, Promise promise, const Question& question, const Answer& answer, const std::string& problem);
  void took(std::chrono::milliseconds time);

  [[nodiscard]] std::chrono::milliseconds slowest() const { return slowest_; }
  [[nodiscard]] std::vector<Result> results() const;

 private:
  Result& result(Promise promise);
  std::string world_;
  std::map<std::pair<std::string, Promise>, Result> results_;
  std::chrono::milliseconds slowest_{0};
};

}  // namespace reseal::conformance
