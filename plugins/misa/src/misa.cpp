// SPDX-License-Identifier: Apache-2.0
#include "misa.h"

#include "reseal/guided.h"

namespace reseal::misa {
namespace {

constexpr Seconds kUsualPace{300};  // nobody promises a time; a portal is not to be pestered

}  // namespace

Misa::Misa(const PluginContext& context)
    : guided_(guided_provider(context.folder / "journeys" / "usb-token.json", context)),
      api_(portal_access(context, kUsualPace)) {}

Description Misa::describe() {
  auto description = guided_->describe();
  description.transports = {"guided", "api"};
  return description;
}

Verdict Misa::eligibility(const Candidate& candidate, Host& host) {
  auto verdict = guided_->eligibility(candidate, host);
  if (api_ != nullptr) {
    Portal portal(host, api_->contract, api_->base_url);
    ask_portal(verdict, candidate, portal);
  }
  return verdict;
}

Quote Misa::quote(const Candidate& candidate, Host& host) {
  if (api_ == nullptr) return guided_->quote(candidate, host);
  Portal portal(host, api_->contract, api_->base_url);
  return quote_of(candidate, portal, host.now());
}

Step Misa::order(const Order& order, Host& host) {
  if (api_ == nullptr) return guided_->order(order, host);
  return at_pace(next_ordering_step(question(order, host)), api_->pace);
}

Step Misa::install(const Order& order, Host& host) {
  if (api_ == nullptr) return guided_->install(order, host);
  return at_pace(next_installation_step(question(order, host)), api_->pace);
}

Question Misa::question(const Order& order, Host& host) {
  return {order, Portal(host, api_->contract, api_->base_url), {guided_->describe().contact}};
}

}  // namespace reseal::misa
