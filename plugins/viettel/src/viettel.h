// SPDX-License-Identifier: Apache-2.0
// Viettel-CA, compensated validity ("cấp bù thời hạn"). Two programs of Viettel, two modes here: automatic (guide, part
// I) asks nothing; by_request (part II) sends a request, and a text message brings the result.
#pragma once

#include <memory>
#include <vector>

#include "campaign.h"
#include "portal.h"
#include "reseal/plugin.h"

namespace reseal::viettel {

struct Compensation;

class Viettel : public Provider {
 public:
  explicit Viettel(const PluginContext& context);
  [[nodiscard]] Description describe() override;
  [[nodiscard]] Verdict eligibility(const Candidate& candidate, Host& host) override;
  [[nodiscard]] Quote quote(const Candidate& candidate, Host& host) override;
  [[nodiscard]] Step order(const Order& order, Host& host) override;
  [[nodiscard]] Step install(const Order& order, Host& host) override;

 private:
  [[nodiscard]] Compensation compensation(const Order& order, Host& host);
  bool by_request_;
  std::vector<Campaign> campaigns_;
  std::unique_ptr<Provider> guided_;
  std::unique_ptr<PortalAccess> api_;  ///< null with the transport `guided`
};

/// The portal settles what the certificate alone cannot tell. Never "eligible" unless it says so.
Verdict verdict_of(std::vector<RuleResult> rules, const Campaign* campaign, const Portal& portal);

}  // namespace reseal::viettel
