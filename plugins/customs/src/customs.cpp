// SPDX-License-Identifier: Apache-2.0
#include "customs.h"

#include "reseal/guided.h"

namespace reseal::customs {
namespace {

constexpr Seconds kUsualPace{900};  // people decide, in office hours; a portal is not to be pestered

}  // namespace

Customs::Customs(const PluginContext& context)
    : guided_(guided_registrar(context.folder / "journeys" / "vnaccs.json", context)),
      api_(portal_access(context, kUsualPace)) {}

Description Customs::describe() {
  auto description = guided_->describe();
  description.transports = {"guided", "api"};
  return description;
}

LeadTime Customs::lead_time() { return guided_->lead_time(); }

Step Customs::registration(const Order& order, Host& host) {
  if (api_ == nullptr) return guided_->registration(order, host);
  return next_registration_step(
      {order, Portal(host, api_->contract, api_->base_url), {guided_->describe().contact}, api_->pace});
}

std::optional<std::string> Customs::registered(const Candidate& holder, Host& host) {
  const auto* tax_code = holder.certificate.holder_id("MST");
  if (api_ == nullptr || tax_code == nullptr) return {};
  return Portal(host, api_->contract, api_->base_url).registered_serial(tax_code->value);
}

}  // namespace reseal::customs
