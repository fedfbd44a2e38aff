// SPDX-License-Identifier: Apache-2.0
#include "social_insurance.h"

#include "registration.h"
#include "reseal/guided.h"

namespace reseal::social_insurance {
namespace {

constexpr Seconds kUsualPace{4 * 3600};  // people decide, in days; a portal is not to be pestered
constexpr int kNoAnswerDays = 7;

}  // namespace

SocialInsurance::SocialInsurance(const PluginContext& context)
    : guided_(guided_registrar(context.folder / "journeys" / "registration.json", context)),
      api_(portal_access(context, kUsualPace)) {
  const auto settings = context.settings.is_object() ? context.settings : Json::object();
  if (settings.contains("processing_days")) processing_days_ = settings.at("processing_days").get<int>();
  no_answer_days_ = settings.value("no_answer_days", kNoAnswerDays);
}

Description SocialInsurance::describe() {
  auto description = guided_->describe();
  description.transports = {"guided", "api"};
  description.processing_days = processing_days_;
  description.processing_source = processing_days_ ? Text{"social_insurance.processing.configured", {}}
                                                   : Text{"social_insurance.processing.unknown", {}};
  return description;
}

LeadTime SocialInsurance::lead_time() { return guided_->lead_time(); }

Step SocialInsurance::registration(const Order& order, Host& host) {
  if (api_ == nullptr) return guided_->registration(order, host);
  return next_step({order, Portal(host, api_->contract, api_->base_url), guided_->describe().contact, api_->pace,
                    std::chrono::days(no_answer_days_)});
}

std::optional<std::string> SocialInsurance::registered(const Candidate& holder, Host& host) {
  const auto* tax_code = holder.certificate.holder_id("MST");
  if (api_ == nullptr || tax_code == nullptr) return {};
  return Portal(host, api_->contract, api_->base_url).registered(tax_code->value);
}

}  // namespace reseal::social_insurance
