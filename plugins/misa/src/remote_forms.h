// SPDX-License-Identifier: Apache-2.0
// What a person sees of a renewal for remote signing, form by form, in the order of the guide. Nothing is decided here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forms.h"
#include "remote_portal.h"

namespace reseal::misa {

/// A code that the person typed, of either kind (MISA-R-28).
struct TypedCode {
  std::string kind;  ///< "discount", "referral"
  std::string code;
  bool apply = false;  ///< "Áp dụng": without it, it does not count (MISA-R-10)
};

/// `issuer_ends`: as the portal says it.
Form remote_package_form(const Order& order, const PriceList& prices, const std::optional<Time>& issuer_ends,
                         const std::string& refused, const Contact& contact);
Form codes_form(const Order& order, const RemotePage& page, const std::string& refused, const Contact& contact);
Form not_applied_form(const std::vector<TypedCode>& codes, const Contact& contact);
/// `data`: what the form begins with, unless something was entered.
Form subject_form(const Order& order, Kind kind, const RemoteData& data, const std::string& refused,
                  const Contact& contact);
Form invoice_form(const Order& order, const RemoteData& data, const Contact& contact);
Form payment_data_form(const Order& order, const PriceList& prices, const RemoteData& data, const Contact& contact);

/// The package's price, less what the applied codes take off.
Money remote_total(const OfferedPackage& package, const std::vector<AppliedCode>& codes);
/// `left_out`: typed, and not applied.
Form accept_order_form(const Order& order, const OfferedPackage& package, const std::vector<AppliedCode>& codes,
                       const std::vector<TypedCode>& left_out, const RemoteData& data, const Contact& contact);

Form check_dossier_form(const RemoteOrder& placed, Application application, const Contact& contact);
Form application_way_form(bool old_key_signs, const Contact& contact);
/// `differing`: what was entered and is not what was declared in the app; else empty.
Form application_details_form(const RemoteOrder& placed, const std::string& differing, const Contact& contact);
/// The application, as MISA reads it: in Vietnamese.
Printout application_printout(const Order& order, const RemoteOrder& placed, const std::string& permanent_address);
/// Printed, signed and stamped by hand, photographed; or signed as a PDF with another signature of one's own.
Form send_application_form(const RemoteOrder& placed, Printout printout, bool by_hand, const std::string& refused,
                           const Contact& contact);

}  // namespace reseal::misa
