// SPDX-License-Identifier: Apache-2.0
// 深圳CA (SZCA): renewal in the online hall, after the guide 数字证书网厅续期操作指引 (招投标类有效期外), and for the
// other two classes as far as the hall says what they take.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "portal.h"
#include "reseal/plugin.h"

namespace reseal::szca {

struct Renewal;

class Szca : public Provider {
 public:
  explicit Szca(const PluginContext& context);
  [[nodiscard]] Description describe() override;
  [[nodiscard]] Verdict eligibility(const Candidate& candidate, Host& host) override;
  [[nodiscard]] Quote quote(const Candidate& candidate, Host& host) override;
  [[nodiscard]] Step order(const Order& order, Host& host) override;
  [[nodiscard]] Step install(const Order& order, Host& host) override;

 private:
  [[nodiscard]] Renewal renewal(const Order& order, Host& host);
  std::vector<std::string> banks_;
  std::unique_ptr<Provider> guided_;
  std::unique_ptr<PortalAccess> api_;  ///< null with the transport `guided`
};

/// What the certificate itself says beyond the rules of the journey document: where its key is, and of what kind.
void add_own_rules(std::vector<RuleResult>& rules, const Candidate& candidate);
/// The hall settles what the certificate cannot tell: its class, and whether it is renewed. Never "eligible" unless it
/// says so.
void ask_hall(std::vector<RuleResult>& rules, const Portal& portal);
Quote quote_of(const Candidate& candidate, const Portal& portal, Time now);

}  // namespace reseal::szca
