// SPDX-License-Identifier: Apache-2.0
// What a person enters before the application is submitted (guide, steps 2 and 3). Nothing is decided here.
#pragma once

#include <optional>
#include <string>

#include "owner.h"
#include "renewal.h"
#include "reseal/journey.h"

namespace reseal::szca {

Form empty_form(const Renewal& now, Text title, Text intro);
std::string day_text(Time time);     ///< "2026-11-21", in China
std::string moment_text(Time time);  ///< "2026-11-21 17:00", in China

Form certificate_form(const Renewal& now, const CertificateStatus& status);
Form bids_form(const Renewal& now);
Form years_form(const Renewal& now, const PriceList& prices, const CertificateStatus& status,
                const std::optional<Text>& warning);
Form applicant_form(const Renewal& now, const Owner& owner, const std::optional<Text>& warning);
Form people_form(const Renewal& now);
Form billing_form(const Renewal& now, const PriceList& prices, const CertificateStatus& status);
Form confirm_form(const Renewal& now, const OfferedYears& years, const NewApplication& entered);
Form real_name_form(const Renewal& now, const std::string& hall_says);

/// 基本户名称, 基本户开户行 and 基本户账号, as three fields; what was entered in `step` stands in them already.
void add_account_fields(Form& form, const Renewal& now, std::string_view step);
Account entered_account(const Journey& journey, std::string_view step);
/// All that was entered, in the form in which it is sent.
NewApplication entered_application(const Journey& journey, bool with_account);

}  // namespace reseal::szca
