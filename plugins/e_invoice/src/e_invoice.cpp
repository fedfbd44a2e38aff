// SPDX-License-Identifier: Apache-2.0
#include "e_invoice.h"

#include "reseal/guided.h"

namespace reseal::e_invoice {
namespace {

constexpr Seconds kUsualPace{1800};  // people decide, within a working day as it is said

}  // namespace

EInvoice::EInvoice(const PluginContext& context)
    : guided_(guided_registrar(context.folder / "journeys" / "declaration.json", context)),
      api_(portal_access(context, kUsualPace)) {}

Description EInvoice::describe() {
  auto description = guided_->describe();
  description.transports = {"guided", "api"};
  return description;
}

LeadTime EInvoice::lead_time() { return guided_->lead_time(); }

Step EInvoice::registration(const Order& order, Host& host) {
  if (api_ == nullptr) return guided_->registration(order, host);
  return next_registration_step(
      {order, Portal(host, api_->contract, api_->base_url), guided_->describe().contact, api_->pace});
}

std::optional<std::string> EInvoice::registered(const Candidate& holder, Host& host) {
  if (api_ == nullptr) return guided_->registered(holder, host);
  const auto* tax_code = holder.certificate.holder_id("MST");
  if (tax_code == nullptr) return {};
  return Portal(host, api_->contract, api_->base_url).newest_serial(tax_code->value);
}

}  // namespace reseal::e_invoice
