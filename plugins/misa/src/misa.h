// SPDX-License-Identifier: Apache-2.0
// MISA-CA, certificates on a USB token. What MISA says about its certificates stands once, in
// journeys/usb-token.json; `guided` walks a person through MISA's own screens by it, `api` adds the portal's answers.
#pragma once

#include <memory>

#include "reseal/plugin.h"
#include "steps.h"

namespace reseal::misa {

class Misa : public Provider {
 public:
  explicit Misa(const PluginContext& context);
  [[nodiscard]] Description describe() override;
  [[nodiscard]] Verdict eligibility(const Candidate& candidate, Host& host) override;
  [[nodiscard]] Quote quote(const Candidate& candidate, Host& host) override;
  [[nodiscard]] Step order(const Order& order, Host& host) override;
  [[nodiscard]] Step install(const Order& order, Host& host) override;

 private:
  [[nodiscard]] Question question(const Order& order, Host& host);
  std::unique_ptr<Provider> guided_;
  std::unique_ptr<PortalAccess> api_;  ///< null with the transport `guided`
};

/// The portal's own rules, after those that can be read from the certificate.
void ask_portal(Verdict& verdict, const Candidate& candidate, Portal& portal);
/// Terms run `from` there.
Quote quote_of(const Candidate& candidate, Portal& portal, Time from);

}  // namespace reseal::misa
