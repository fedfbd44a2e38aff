// SPDX-License-Identifier: Apache-2.0
// Certificates, keys and requests to and from text.
#pragma once

#include <string>
#include <string_view>

#include "openssl_handles.h"
#include "reseal/base/bytes.h"
#include "reseal/values.h"

namespace reseal::sandbox {

[[nodiscard]] std::string to_pem(X509* certificate);
[[nodiscard]] std::string to_pem(EVP_PKEY* key);
[[nodiscard]] CertificateHandle certificate_from_pem(std::string_view pem);  ///< nullptr when it is none
[[nodiscard]] KeyHandle key_from_pem(std::string_view pem);                  ///< throws Error(crypto_failed)
[[nodiscard]] RequestHandle request_from_pem(std::string_view pem);          ///< nullptr when it is none

[[nodiscard]] Bytes to_der(X509* certificate);
/// Upper-case hex of the content octets, as portals print it: "5401...".
[[nodiscard]] std::string serial_of(const X509* certificate);
[[nodiscard]] std::string serial_text(const ASN1_INTEGER* serial);
/// "CN=...,UID=MST:...,C=VN": RFC 4514 text, most specific attribute first, in UTF-8.
[[nodiscard]] std::string name_text(const X509_NAME* name);
[[nodiscard]] Bytes name_der(const X509_NAME* name);
/// Value of the first attribute of this kind (NID), UTF-8; empty when there is none.
[[nodiscard]] std::string name_value(const X509_NAME* name, int nid);
/// Subject key identifier, upper-case hex; empty when the certificate has none.
[[nodiscard]] std::string key_id_of(X509* certificate);
/// The tax code that the name carries as "MST:...", in UID, O, OU or serialNumber; empty when it carries none.
[[nodiscard]] std::string tax_code_of(const X509_NAME* name);
[[nodiscard]] Time time_of(const ASN1_TIME* time);
[[nodiscard]] std::string spki_digest(const EVP_PKEY* key);  ///< lower-case hex of SHA-256

}  // namespace reseal::sandbox
