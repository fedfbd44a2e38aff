// SPDX-License-Identifier: Apache-2.0
// An order's history read as the answers to a journey's questions. A step function asks "has this been answered?" in
// the person's order, and returns the first step that has not: state is never kept, only read.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal {

class Journey {
 public:
  /// `order` outlives the journey.
  explicit Journey(const Order& order) : order_(order) {}

  /// The last time this step was carried out, or nullptr.
  [[nodiscard]] const PastStep* last(std::string_view step_id) const;
  [[nodiscard]] bool accepted(std::string_view step_id) const;
  [[nodiscard]] bool declined(std::string_view step_id) const;
  /// A person ended this wait early (Wait::signal), the last time it ran.
  [[nodiscard]] bool signalled(std::string_view step_id) const;
  /// Accepted, and not before any of `others` was last answered: a confirmation counts only for what it confirmed.
  [[nodiscard]] bool accepted_after(std::string_view step_id, std::initializer_list<std::string_view> others) const;
  /// What a person entered in the step's form (or in its signal form); an empty object when nothing was.
  [[nodiscard]] const Json& answer(std::string_view step_id) const;
  /// One entered value as text, "" when absent; numbers and ticks as JSON writes them.
  [[nodiscard]] std::string answer_text(std::string_view step_id, std::string_view field) const;
  [[nodiscard]] std::int64_t answer_integer(std::string_view step_id, std::string_view field) const;
  /// The certificate that was installed or adopted, from the order or from the last step that says so.
  [[nodiscard]] std::optional<CertificateFacts> new_certificate() const;
  /// The plugin's own memory: nullptr when there is nothing under this name.
  [[nodiscard]] const Json* remembered(std::string_view name) const;

 private:
  const Order& order_;
};

/// Of an Install or Adopt whose certificate is not the right one: the checks that it failed, "dates, holder".
std::string rejected_checks(const PastStep& step);

// Short ways to write the parts of a form.
Shown shown_value(Text label, std::string value, bool copy = false);
Shown shown_note(Text text);
Shown shown_warning(Text text);
Shown shown_steps(Text label, std::vector<Text> items);
Shown shown_link(Text label, std::string address);
Shown shown_qr(Text label, std::string value);
Field text_field(std::string id, Text label, std::string initial = {}, bool required = false);
/// A tick without which the form cannot be sent.
Field tick_field(std::string id, Text label);

}  // namespace reseal
