// SPDX-License-Identifier: Apache-2.0
// Vietnam Social Security (BHXH), which has to accept a new certificate before forms may be signed with it (BHX-01).
// `guided` walks a person through the agency's own portal by journeys/registration.json; `api` speaks
// contract/openapi.json.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "reseal/plugin.h"
#include "reseal/portal.h"

namespace reseal::social_insurance {

class SocialInsurance : public Registrar {
 public:
  explicit SocialInsurance(const PluginContext& context);
  [[nodiscard]] Description describe() override;
  /// No figure is stated anywhere: absent, never zero (BHX-03).
  [[nodiscard]] LeadTime lead_time() override;
  [[nodiscard]] Step registration(const Order& order, Host& host) override;
  [[nodiscard]] std::optional<std::string> registered(const Candidate& holder, Host& host) override;

 private:
  std::unique_ptr<Registrar> guided_;
  std::unique_ptr<PortalAccess> api_;  ///< null with the transport `guided`
  std::optional<int> processing_days_;
  int no_answer_days_ = 0;  ///< after which a person is asked to call
};

}  // namespace reseal::social_insurance
