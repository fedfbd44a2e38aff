// SPDX-License-Identifier: Apache-2.0
// The unified social credit code of a Chinese company, where RSA certificates of SZCA carry it (facts: domain-detail
// 2).
#pragma once

#include <string>
#include <string_view>

#include "openssl_handles.h"

namespace reseal::sandbox {

/// A code with a right check character, of a registration office that is not there (9199…).
[[nodiscard]] std::string random_credit_code();
void add_credit_code(X509* certificate, const std::string& code);
/// Empty when the certificate carries none.
[[nodiscard]] std::string credit_code_of(const X509* certificate);

}  // namespace reseal::sandbox
