// SPDX-License-Identifier: Apache-2.0
// E-invoices: the system that is forgotten most often. The tax authority keeps a list of the certificates that may sign
// a taxpayer's invoices; a new one has to be declared (form 01/ĐKTĐ-HĐĐT).
// What it says about itself stands once, in journeys/declaration.json; `guided` walks a person through the provider's
// program or portal by it, `api` signs and sends the form.
#pragma once

#include <memory>

#include "registration.h"
#include "reseal/plugin.h"

namespace reseal::e_invoice {

class EInvoice : public Registrar {
 public:
  /// Throws MessageError for a transport that there is not, and for `api` without the setting base_url.
  explicit EInvoice(const PluginContext& context);
  [[nodiscard]] Description describe() override;
  [[nodiscard]] LeadTime lead_time() override;
  [[nodiscard]] Step registration(const Order& order, Host& host) override;
  /// Of the certificates that may sign invoices, the one that was accepted last.
  [[nodiscard]] std::optional<std::string> registered(const Candidate& holder, Host& host) override;

 private:
  std::unique_ptr<Registrar> guided_;
  std::unique_ptr<PortalAccess> api_;  ///< null with the transport `guided`
};

}  // namespace reseal::e_invoice
