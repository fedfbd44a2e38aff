// SPDX-License-Identifier: Apache-2.0
#include "misa.h"

#include <utility>
#include <variant>

#include "reseal/failure.h"
#include "reseal/guided.h"

namespace reseal::misa {
namespace {

constexpr int kPollSeconds = 300;  // nobody promises a time; a portal is not to be pestered

std::string base_url_of(const Json& settings) {
  auto url = settings.is_object() ? settings.value("base_url", std::string()) : std::string();
  while (url.ends_with('/')) url.pop_back();
  if (!url.starts_with("https://")) {
    throw MessageError("the api transport needs the setting base_url, an https address");
  }
  return url;
}

// How often to look is the deployment's to say, unless the journey itself asks for a slower pace.
Step at_pace(Step step, Seconds pace) {
  auto* wait = std::get_if<Wait>(&step.action);
  if (wait != nullptr && wait->poll_after == Wait{}.poll_after) wait->poll_after = pace;
  return step;
}

}  // namespace

Misa::Misa(const PluginContext& context)
    : guided_(guided_provider(context.folder / "journeys" / "usb-token.json", context)) {
  if (context.transport == "api") {
    api_ = std::make_unique<Api>(Api{PortalContract(context.folder / "contract" / "openapi.json"),
                                     base_url_of(context.settings),
                                     Seconds(context.settings.value("poll_seconds", kPollSeconds))});
  } else if (context.transport != "guided") {
    throw MessageError("there is no transport '" + context.transport + "'; api and guided are");
  }
}

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
