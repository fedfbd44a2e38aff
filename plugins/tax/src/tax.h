// SPDX-License-Identifier: Apache-2.0
// The tax authority as a system that has to know the new certificate, for filing returns and for paying (TAX-01..05).
// What it says about itself and its lead times stands once, in journeys/etax.json; `guided` walks a person through the
// portal by it, `api` signs and sends the form.
#pragma once

#include <memory>

#include "registration.h"
#include "reseal/plugin.h"

namespace reseal::tax {

class Tax : public Registrar {
 public:
  /// Throws MessageError for a transport that there is not, and for `api` without the setting base_url.
  explicit Tax(const PluginContext& context);
  [[nodiscard]] Description describe() override;
  [[nodiscard]] LeadTime lead_time() override;
  [[nodiscard]] Step registration(const Order& order, Host& host) override;
  /// Where filing and payment know different certificates: the one that is not done yet, the holder's.
  [[nodiscard]] std::optional<std::string> registered(const Candidate& holder, Host& host) override;

 private:
  std::unique_ptr<Registrar> guided_;
  std::unique_ptr<PortalAccess> api_;  ///< null with the transport `guided`
};

}  // namespace reseal::tax
