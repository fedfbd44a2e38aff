// SPDX-License-Identifier: Apache-2.0
// What a person sees of a renewal at MISA, form by form, in the order of the guide. Nothing is decided here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portal.h"
#include "reseal/journey.h"
#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::misa {

/// How MISA's people are reached; stands on every form (GEN-07, MISA-T-26).
struct Contact {
  Text text;
};

Step ask(std::string id, Form form, Json remember = Json::object());
Step refuse(std::string id, std::string reason, Text message, const Contact& contact);
Step fail(std::string id, std::string reason, Text message, const Contact& contact);

// Parts of forms that both journeys show.
std::string day(Time time);     ///< "15/12/2026", in Viet Nam
std::string moment(Time time);  ///< "15/12/2026 09:00:00"
Form form(Text title, Text intro, const Contact& contact);
Text portal_says(const std::string& message);
void show_holder(Form& form, const Holder& holder);
void show_payment(Form& form, const OrderAtMisa& placed);
/// A form that is shown again begins with what was entered; a tick is given anew.
void keep_answers(Form& form, const Order& order, std::string_view step_id);
/// Which package; a warning for each that the issuer's end cuts short comes into `form`. Terms run from `from`.
Field package_field(Form& form, const PriceList& prices, const std::optional<Time>& issuer_ends, const Candidate& old,
                    Time from);
Field payment_method_field(const PriceList& prices);
std::vector<Field> holder_fields(const Holder& holder);

/// What the person agrees to pay, before MISA takes a discount off.
Money total_of(const PriceList& prices, const OfferedPackage& package, std::int64_t extra_tokens);
/// The first end among the CAs above the certificate that comes before the own end of this term, which runs from
/// `from` (domain-detail finding 2).
std::optional<Time> cut_short_by(int term_months, const std::optional<Time>& issuer_ends, const Candidate& old,
                                 Time from);
Text package_name(const OfferedPackage& package);

Form confirm_request_form(const Order& order, const Contact& contact);
/// `refused`: what the portal did not take of an order, in its own words; the three pages are then gone through again,
/// with what was entered before.
Form choose_package_form(const Order& order, const PriceList& prices, const std::optional<Time>& issuer_ends,
                         const std::string& refused, const Contact& contact);
Form information_form(const Order& order, const Holder& holder, const Contact& contact);
Form payment_form(const Order& order, const PriceList& prices, const Contact& contact);
Form confirm_order_form(const Journey& journey, const PriceList& prices, const OfferedPackage& package,
                        const Holder& holder, const Contact& contact);
/// `then`: what comes next, in order.
Form order_placed_form(const Journey& journey, const OrderAtMisa& placed, std::vector<Text> then,
                       const Contact& contact);
/// Nobody promises a time; a person may say that MISA's message has come (GEN-12).
Wait news_wait(const Order& order, const OrderAtMisa& placed, Text reason, const Contact& contact);
Wait approval_wait(const Order& order, const PlacedOrder& placed, bool told_already, const Contact& contact);

Form check_data_form(const Order& order, const CertificateData& data, const Contact& contact);
Form confirm_information_form(const CertificateData& data, const IssuedCertificate& issued, const Contact& contact);
/// The person says that something is not right: nothing happens until MISA or the person has put it right.
Wait held_wait(Text reason, const PlacedOrder& placed, const Contact& contact);
/// `more`: what to do besides registering the new certificate.
Done renewed(const Order& order, const OrderAtMisa& placed, const CertificateFacts& certificate,
             const std::vector<Text>& more);
/// The CA said no; the same words in every phase.
Step refused_by_ca(const OrderAtMisa& placed, const Contact& contact);

}  // namespace reseal::misa
