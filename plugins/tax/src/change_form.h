// SPDX-License-Identifier: Apache-2.0
// The form "change of certificate" that a T-VAN provider sends the tax authority under the business code 0003
// (root DKyThueDTu/DKyThue, form 02-DK_T-VAN no. 217, version 2.0.9). README.md says which element names are public
// knowledge and which are ours.
#pragma once

#include <string>
#include <vector>

#include "reseal/certificate_facts.h"
#include "reseal/step.h"

namespace reseal::tax {

/// What a certificate is registered for; each has a deadline and a decision of its own (TAX-05).
inline constexpr const char* kFiling = "filing";    ///< e-filing: nộp tờ khai (TAX-01)
inline constexpr const char* kPayment = "payment";  ///< e-payment: nộp thuế, giấy nộp tiền (TAX-04)

struct ChangeData {
  std::string tax_office;       ///< name of the office that the taxpayer belongs to
  std::string tax_office_code;  ///< "70125"; may be empty
  std::string tax_code, name, email, phone;
  std::vector<std::string> services;  ///< asked for: kFiling, kPayment
};

/// UTF-8 XML, unsigned. `today` as "2026-11-21". The serials are in upper-case hex, whole: those of one CA differ only
/// at the end.
/// Throws MessageError for text that XML cannot hold.
std::string change_form(const ChangeData& data, const CertificateFacts& old, const CertificateFacts& renewed,
                        const std::string& today);

/// Where the tax forms have their signature: DKyThue by its `id`, into CKyDTu, RSAKeyValue beside the certificate.
XmlPlace change_form_place();

/// "21/11/2026 23:59:59" in Viet Nam: as the form and the screens have it.
std::string moment(Time time);

}  // namespace reseal::tax
