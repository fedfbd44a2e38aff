// SPDX-License-Identifier: Apache-2.0
// What a {placeholder} of a journey document stands for: facts of the certificates, of the order, of the document's own
// data, and what the person has entered.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/order.h"

namespace reseal::guided {

/// What a journey may quote of an e-mail that was given: {answer.STEP.FIELD.subject}.
inline constexpr std::string_view kMailParts[] = {"from", "to", "date", "subject", "text", "message_id"};

/// The names in "Order {order.id} of {holder.MST}".
std::vector<std::string> placeholders(std::string_view pattern);

/// Why there can be no such placeholder; empty: there can. `fields`: step id -> its field ids.
std::string placeholder_problem(const std::string& name, const Json& data,
                                const std::map<std::string, std::set<std::string>, std::less<>>& fields);

class Values {
 public:
  /// Of a certificate alone (eligibility, quote).
  Values(const Json& document, const Json& settings, const Candidate& candidate);
  /// Of an order. `order` outlives the values.
  Values(const Json& document, const Json& settings, const Order& order);

  /// Empty: this certificate (or this person) has no such value.
  [[nodiscard]] std::optional<std::string> find(const std::string& name) const;
  /// The text with its placeholders filled in; empty when one of them has no value.
  [[nodiscard]] std::optional<std::string> fill(std::string_view pattern) const;
  /// A list that may stand in the data: ["{data.issuer_key_ids}"] becomes the ids of the deployment.
  [[nodiscard]] std::vector<std::string> list(const Json& items) const;
  /// The deployment's setting of this name, else the document's own.
  [[nodiscard]] const Json* data(const std::string& name) const;

  [[nodiscard]] const Candidate& candidate() const { return candidate_; }
  [[nodiscard]] const Order* order() const { return order_; }

 private:
  [[nodiscard]] std::optional<std::string> certificate_value(const CertificateFacts& facts,
                                                             std::string_view name) const;
  const Json& document_;
  const Json& settings_;
  const Candidate& candidate_;
  const Order* order_ = nullptr;
  Seconds utc_offset_{0};
  std::string time_format_;
  std::string date_format_;
};

}  // namespace reseal::guided
