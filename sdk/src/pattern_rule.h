// SPDX-License-Identifier: Apache-2.0
// "pattern" as a rule of valijson's: with a limit on length, and compiled once for all who check.
#pragma once

#include <map>
#include <string>
#include <valijson/constraint_builder.hpp>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/internal/adapter.hpp>
#include <valijson/utils/utf8_utils.hpp>
#include <vector>

#include "reseal/failure.h"
#include "text_pattern.h"

namespace reseal::detail {

class PatternRule final : public valijson::constraints::PolyConstraint {
 public:
  explicit PatternRule(TextPattern pattern) : pattern_(std::move(pattern)) {}

  [[nodiscard]] const std::string& pattern() const { return pattern_.pattern(); }
  [[nodiscard]] static bool too_long(const std::string& text) {
    return valijson::utils::u8_strlen(text.c_str()) > kLongestMatched;
  }
  /// Holds also for what is no text: that is for "type" to say.
  [[nodiscard]] bool holds(const valijson::adapters::Adapter& target) const {
    if (!target.isString()) return true;
    const std::string text = target.asString();
    return !too_long(text) && pattern_.found_in(text);
  }
  bool validate(const valijson::adapters::Adapter& target, const std::vector<std::string>& /*context*/,
                valijson::ValidationResults* /*results*/) const override {
    return holds(target);
  }

 private:
  Constraint* cloneInto(void* place) const override { return new (place) PatternRule(*this); }
  [[nodiscard]] std::size_t sizeOf() const override { return sizeof(PatternRule); }
  TextPattern pattern_;
};

/// One schema says the same pattern in many places.
class PatternRules final : public valijson::ConstraintBuilder {
 public:
  [[nodiscard]] valijson::constraints::Constraint* make(const valijson::adapters::Adapter& value) const override {
    if (!value.isString()) throw MessageError("'pattern' should be a string");
    const std::string text = value.asString();
    return new PatternRule(known_.try_emplace(text, text).first->second);
  }

 private:
  mutable std::map<std::string, TextPattern> known_;
};

}  // namespace reseal::detail
