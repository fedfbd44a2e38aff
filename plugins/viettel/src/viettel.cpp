// SPDX-License-Identifier: Apache-2.0
#include "viettel.h"

#include "compensation.h"
#include "reseal/guided.h"

namespace reseal::viettel {
namespace {

constexpr Seconds kUsualPace{60};  // issuing is a machine's work; people's answers come by text message

bool by_request(const Json& settings) {
  return settings.is_object() && settings.value("mode", std::string()) == "by_request";
}

}  // namespace

Viettel::Viettel(const PluginContext& context)
    : by_request_(by_request(context.settings)),
      campaigns_(load_campaigns(context.folder / "campaigns.json", context.settings)),
      guided_(
          guided_provider(context.folder / "journeys" / (by_request_ ? "by-request.json" : "automatic.json"), context)),
      api_(portal_access(context, kUsualPace)) {}

Description Viettel::describe() {
  auto description = guided_->describe();
  description.transports = {"guided", "api"};
  return description;
}

Verdict Viettel::eligibility(const Candidate& candidate, Host& host) {
  const auto now = host.now();
  auto rules = rules_of(candidate, campaigns_, now);
  if (api_ == nullptr) return Verdict::of(std::move(rules));
  return verdict_of(std::move(rules), campaign_of(candidate, campaigns_, now),
                    Portal(host, *api_, candidate.certificate.serial.hex));
}

Quote Viettel::quote(const Candidate& candidate, Host& host) { return guided_->quote(candidate, host); }

Step Viettel::order(const Order& order, Host& host) {
  if (api_ == nullptr) return guided_->order(order, host);
  return at_pace(next_ordering_step(compensation(order, host)), api_->pace);
}

Step Viettel::install(const Order& order, Host& host) {
  if (api_ == nullptr) return guided_->install(order, host);
  return at_pace(next_installation_step(compensation(order, host)), api_->pace);
}

Compensation Viettel::compensation(const Order& order, Host& host) {
  return {order, Portal(host, *api_, order.old.certificate.serial.hex), campaigns_, by_request_,
          guided_->describe().contact};
}

}  // namespace reseal::viettel
