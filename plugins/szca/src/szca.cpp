// SPDX-License-Identifier: Apache-2.0
#include "szca.h"

#include <utility>

#include "banks.h"
#include "renewal.h"
#include "reseal/guided.h"

namespace reseal::szca {
namespace {

constexpr Seconds kUsualPace{60};  // somebody sits before a QR code; a review is looked at no less

}  // namespace

Szca::Szca(const PluginContext& context)
    : banks_(load_banks(context.folder / "banks.json", context.settings)),
      guided_(guided_provider(context.folder / "journeys" / "online-hall.json", context)),
      api_(portal_access(context, kUsualPace)) {}

Description Szca::describe() {
  auto description = guided_->describe();
  description.transports = {"guided", "api"};
  return description;
}

Verdict Szca::eligibility(const Candidate& candidate, Host& host) {
  auto rules = guided_->eligibility(candidate, host).rules;
  add_own_rules(rules, candidate);
  if (api_ != nullptr) ask_hall(rules, Portal(host, *api_, candidate.certificate.serial.hex, {}));
  return Verdict::of(std::move(rules));
}

Quote Szca::quote(const Candidate& candidate, Host& host) {
  if (api_ != nullptr)
    return quote_of(candidate, Portal(host, *api_, candidate.certificate.serial.hex, {}), host.now());
  auto quote = guided_->quote(candidate, host);
  quote.same_issuer = true;
  return quote;
}

Step Szca::order(const Order& order, Host& host) {
  if (api_ == nullptr) return guided_->order(order, host);
  return at_pace(next_ordering_step(renewal(order, host)), api_->pace);
}

Step Szca::install(const Order& order, Host& host) {
  if (api_ == nullptr) return guided_->install(order, host);
  return at_pace(next_installation_step(renewal(order, host)), api_->pace);
}

Renewal Szca::renewal(const Order& order, Host& host) {
  return {order, Portal(host, *api_, order.old.certificate.serial.hex, order.id), banks_, guided_->describe().contact};
}

}  // namespace reseal::szca
