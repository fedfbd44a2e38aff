// SPDX-License-Identifier: Apache-2.0
// The count of spent tries, as long as the test lives: what the store keeps on disk.
#pragma once

#include <map>
#include <string>

#include "reseal/token/pin_guard.h"

namespace reseal::test {

class MemoryLedger final : public token::PinLedger {
 public:
  int spent(const token::TokenIdentity& token) override { return counts_[token.serial]; }
  void spend(const token::TokenIdentity& token) override { ++counts_[token.serial]; }
  void reset(const token::TokenIdentity& token) override { counts_[token.serial] = 0; }
  void take_back(const token::TokenIdentity& token) override { --counts_[token.serial]; }
  [[nodiscard]] int total() const {
    int sum = 0;
    for (const auto& [serial, count] : counts_) sum += count;
    return sum;
  }

 private:
  std::map<std::string, int> counts_;
};

}  // namespace reseal::test
