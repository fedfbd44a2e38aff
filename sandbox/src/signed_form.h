// SPDX-License-Identifier: Apache-2.0
// A signed XML form as a portal reads it: only what was signed, and only when the signature is good and its certificate
// is one that an agency of this world takes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/certificate_facts.h"
#include "reseal/crypto/xml_signature.h"
#include "stand.h"

namespace reseal::sandbox {

struct SignedForm {
  std::optional<PortalReply> refused;  ///< 422 signature_refused or certificate_refused; nothing else is set then
  std::string text;                    ///< canonical XML of the signed element
  CertificateFacts signer;

  /// The text of every element of this name (no namespace prefix, no attributes, text alone), in order.
  [[nodiscard]] std::vector<std::string> all(std::string_view element) const;
  /// Of the first; "" when there is none.
  [[nodiscard]] std::string one(std::string_view element) const;
};

/// `form` is base64. The signer's certificate must be in its term now, from a CA of this world that is trusted, and not
/// revoked.
[[nodiscard]] SignedForm read_signed_form(const World& world, const std::string& form,
                                          crypto::XmlVerifyOptions options);
/// What is wrong with the serial, issuer's name and term that a form claims, held against the signer; "" when nothing.
[[nodiscard]] std::string claim_problem(const SignedForm& form, const std::string& serial, const std::string& from,
                                        const std::string& to, std::string_view time_format);

}  // namespace reseal::sandbox
