// SPDX-License-Identifier: Apache-2.0
// What a person sees of a renewal at MISA, form by form, in the order of the guide. Nothing is decided here.
#pragma once

#include <string>

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

/// What the person agrees to pay, before MISA takes a discount off.
Money total_of(const PriceList& prices, const OfferedPackage& package, std::int64_t extra_tokens);
/// The first end among the CAs above the certificate that comes before this term's own end (domain-detail finding 2).
std::optional<Time> cut_short_by(const OfferedPackage& package, const std::optional<Time>& issuer_ends,
                                 const Candidate& old, Time now);
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
Form order_placed_form(const Journey& journey, const PlacedOrder& placed, const Contact& contact);
Wait approval_wait(const Order& order, const PlacedOrder& placed, bool told_already, const Contact& contact);

Form check_data_form(const Order& order, const CertificateData& data, const Contact& contact);
Form confirm_information_form(const CertificateData& data, const IssuedCertificate& issued, const Contact& contact);
/// The person says that something is not right: nothing happens until MISA or the person has put it right.
Wait held_wait(Text reason, const PlacedOrder& placed, const Contact& contact);
Done renewed(const Order& order, const PlacedOrder& placed, const CertificateFacts& certificate);

}  // namespace reseal::misa
