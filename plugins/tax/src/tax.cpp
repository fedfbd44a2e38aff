// SPDX-License-Identifier: Apache-2.0
#include "tax.h"

#include <algorithm>

#include "reseal/guided.h"

namespace reseal::tax {
namespace {

constexpr Seconds kUsualPace{300};  // the notice comes within about 15 minutes as a rule

}  // namespace

Tax::Tax(const PluginContext& context)
    : guided_(guided_registrar(context.folder / "journeys" / "etax.json", context)),
      api_(portal_access(context, kUsualPace)) {}

Description Tax::describe() {
  auto description = guided_->describe();
  description.transports = {"guided", "api"};
  return description;
}

LeadTime Tax::lead_time() { return guided_->lead_time(); }

Step Tax::registration(const Order& order, Host& host) {
  if (api_ == nullptr) return guided_->registration(order, host);
  return next_registration_step(
      {order, Portal(host, api_->contract, api_->base_url), guided_->describe().contact, api_->pace});
}

std::optional<std::string> Tax::registered(const Candidate& holder, Host& host) {
  if (api_ == nullptr) return guided_->registered(holder, host);
  const auto* tax_code = holder.certificate.holder_id("MST");
  if (tax_code == nullptr) return {};
  const auto serials = Portal(host, api_->contract, api_->base_url).registered_serials(tax_code->value);
  if (serials.empty()) return {};
  const auto holders = std::find(serials.begin(), serials.end(), holder.certificate.serial.hex);
  return holders == serials.end() ? serials.front() : *holders;
}

}  // namespace reseal::tax
