// SPDX-License-Identifier: Apache-2.0
#include "misa.h"

#include "remote_start.h"
#include "reseal/guided.h"

namespace reseal::misa {
namespace {

constexpr Seconds kUsualPace{300};  // nobody promises a time; a portal is not to be pestered

bool in_cloud(const Candidate& candidate) { return candidate.held_in == "cloud"; }

std::unique_ptr<Provider> guide(const PluginContext& context, const char* document) {
  return guided_provider(context.folder / "journeys" / document, context);
}

// The table of kinds and validities is in remote_kind.h alone; the document is told its outcome.
std::unique_ptr<Provider> remote_guide_for(PluginContext context, Application application) {
  context.settings["consent_is_enough"] = application == Application::consent;
  return guide(context, "remote.json");
}

}  // namespace

Misa::Misa(const PluginContext& context)
    : context_(context), guided_(guide(context, "usb-token.json")), api_(portal_access(context, kUsualPace)) {}

Description Misa::describe() {
  auto description = guided_->describe();
  description.transports = {"guided", "api"};
  description.needs.push_back({"misa.need.phone", {}});
  return description;
}

Verdict Misa::eligibility(const Candidate& candidate, Host& host) {
  auto& guide = in_cloud(candidate) ? remote_guide(Application::form) : *guided_;
  auto verdict = guide.eligibility(candidate, host);
  if (api_ != nullptr) {
    Portal portal(host, api_->contract, api_->base_url);
    ask_portal(verdict, candidate, portal);
  }
  return verdict;
}

Quote Misa::quote(const Candidate& candidate, Host& host) {
  const auto now = host.now();
  Quote quote;
  if (api_ == nullptr) {
    quote = guided_->quote(candidate, host);
  } else {
    Portal portal(host, api_->contract, api_->base_url);
    quote = quote_of(candidate, portal, in_cloud(candidate) ? term_begins(candidate, now) : now);
  }
  quote.same_issuer = true;  // MISA renews its own certificates only
  // Every form can be signed with the old key while that is valid; afterwards by hand, unless one has another
  // signature.
  quote.papers = in_cloud(candidate) && now >= candidate.certificate.not_after ? 1 : 0;
  return quote;
}

Step Misa::order(const Order& order, Host& host) {
  if (in_cloud(order.old)) {
    if (api_ != nullptr) return at_pace(next_remote_ordering_step(remote_question(order, host)), api_->pace);
    if (auto step = next_starting_step(order, true, contact())) return std::move(*step);
    return remote_guide(order).order(order, host);
  }
  if (api_ == nullptr) return guided_->order(order, host);
  return at_pace(next_ordering_step(question(order, host)), api_->pace);
}

Step Misa::install(const Order& order, Host& host) {
  if (in_cloud(order.old)) {
    if (api_ == nullptr) return remote_guide(order).install(order, host);
    return at_pace(next_remote_installation_step(remote_question(order, host)), api_->pace);
  }
  if (api_ == nullptr) return guided_->install(order, host);
  return at_pace(next_installation_step(question(order, host)), api_->pace);
}

Contact Misa::contact() { return {guided_->describe().contact}; }

Question Misa::question(const Order& order, Host& host) {
  return {order, Portal(host, api_->contract, api_->base_url), contact()};
}

RemoteQuestion Misa::remote_question(const Order& order, Host& host) {
  return {order, Portal(host, api_->contract, api_->base_url), RemotePortal(host, api_->contract, api_->base_url),
          contact()};
}

Provider& Misa::remote_guide(const Order& order) {
  return remote_guide(application_for(stated_kind(Journey(order)), has_expired(order)));
}

Provider& Misa::remote_guide(Application application) {
  auto& guide = application == Application::consent ? remote_consent_ : remote_form_;
  if (guide == nullptr) guide = remote_guide_for(context_, application);
  return *guide;
}

}  // namespace reseal::misa
