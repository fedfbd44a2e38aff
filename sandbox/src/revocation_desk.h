// SPDX-License-Identifier: Apache-2.0
// OCSP (RFC 6960) and CRL (RFC 5280) for the certificates of the registry.
#pragma once

#include <optional>
#include <string_view>

#include "faults.h"
#include "registry.h"
#include "world.h"

namespace reseal::sandbox {

class RevocationDesk {
 public:
  explicit RevocationDesk(const World& world);
  /// The DER of an answer to the DER of a request; malformedRequest for bytes that are none.
  [[nodiscard]] Bytes answer_ocsp(ByteView request) const;
  /// DER. `issuer` is a file stem: root, or one of the world's issuers; empty when there is no such CA.
  [[nodiscard]] std::optional<Bytes> crl(std::string_view issuer) const;
  /// The CA's certificate, DER.
  [[nodiscard]] std::optional<Bytes> ca_certificate(std::string_view issuer) const;

 private:
  const World& world_;
  Registry registry_;
  Faults faults_;
};

}  // namespace reseal::sandbox
