// SPDX-License-Identifier: Apache-2.0
#include "e_invoice.h"

#include "reseal/failure.h"
#include "reseal/guided.h"

namespace reseal::e_invoice {
namespace {

constexpr int kPollSeconds = 1800;  // people decide, within a working day as it is said

std::string base_url_of(const Json& settings) {
  auto url = settings.is_object() ? settings.value("base_url", std::string()) : std::string();
  while (url.ends_with('/')) url.pop_back();
  if (!url.starts_with("https://")) {
    throw MessageError("the api transport needs the setting base_url, an https address");
  }
  return url;
}

}  // namespace

EInvoice::EInvoice(const PluginContext& context)
    : guided_(guided_registrar(context.folder / "journeys" / "declaration.json", context)) {
  if (context.transport == "api") {
    api_ = std::make_unique<Api>(Api{PortalContract(context.folder / "contract" / "openapi.json"),
                                     base_url_of(context.settings),
                                     Seconds(context.settings.value("poll_seconds", kPollSeconds))});
  } else if (context.transport != "guided") {
    throw MessageError("there is no transport '" + context.transport + "'; api and guided are");
  }
}

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
