// SPDX-License-Identifier: Apache-2.0
// All that is known about one order, as the host hands it to a plugin. The plugin decides from this alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/certificate_facts.h"
#include "reseal/values.h"

namespace reseal {

enum class Phase { ordering, installation, registration };

/// A step that was carried out, with its result (shapes: step.h).
struct PastStep {
  int number = 0;
  Phase phase = Phase::ordering;
  std::string id;
  std::string kind;
  Json result = Json::object();
  Time at;
  bool operator==(const PastStep&) const = default;
};

struct Order {
  std::string id;  ///< unique in the world: safe to give a portal as our reference
  Phase phase = Phase::ordering;
  Time now;
  Time opened_at;
  Candidate old;
  std::optional<CertificateFacts> new_certificate;  ///< once installed
  std::string key_algorithm = "RSA";                ///< what the deployment wants of the new key
  int key_bits = 2048;
  std::vector<PastStep> history;
  Json memory = Json::object();
  /// Names of effects (HttpRequest::effect) that were begun and whose end is not known, because the reply was lost or
  /// the host died. Look them up before asking again.
  std::vector<std::string> unconfirmed;
  bool operator==(const Order&) const = default;

  /// The result of the last step with this id, or nullptr.
  [[nodiscard]] const Json* result_of(std::string_view step_id) const;
  /// The last step, or nullptr when this is the first question.
  [[nodiscard]] const PastStep* last() const;
};

void to_json(Json& json, const Phase& phase);
void from_json(const Json& json, Phase& phase);
void to_json(Json& json, const PastStep& step);
void from_json(const Json& json, PastStep& step);
void to_json(Json& json, const Order& order);
void from_json(const Json& json, Order& order);

}  // namespace reseal
