// SPDX-License-Identifier: Apache-2.0
// From a PKCS#10 request to a certificate, the same for every CA of the sandbox: what a request must prove, and the
// faults by which a certificate comes out wrong.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "registry.h"
#include "world.h"

namespace reseal::sandbox {

/// What is wrong with a request (PEM), as "/csr: ..."; empty: nothing. It must prove possession of its key, the key
/// must be strong enough and without a certificate so far.
[[nodiscard]] std::string csr_problem(const Registry& registry, std::string_view csr);

struct Issuance {
  std::string_view operation;  ///< operationId by which the certificate is fetched: its faults strike
  std::string issuer;          ///< one of kIssuers
  std::string csr;             ///< PEM, without a problem
  std::string spki = {};       ///< DER, base64: of a key that the CA made itself; then there is no csr
  Name subject;
  Time from;
  Time to;
  std::string old_serial;  ///< upper-case hex
  std::optional<Time> contract_ends;
  std::string kind = {};  ///< of holder, as RegisteredCertificate has it
  Time now;
  std::string credit_code = {};  ///< of a Chinese company
};
/// Issues and registers. The caller holds the store's lock.
[[nodiscard]] CertificateHandle issue_requested(const World& world, const Issuance& asked);

}  // namespace reseal::sandbox
