// SPDX-License-Identifier: Apache-2.0
// Speaks to the sandbox as any client would, and holds every answer against the contract document.
#pragma once

#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "support/sandbox_world.h"

namespace reseal::test {

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;
  std::string text;
  nlohmann::json body;
};

class PortalClient {
 public:
  /// `system`: whose portal, as SandboxWorld::base_url() takes it.
  explicit PortalClient(const SandboxWorld& world, const std::string& system = "misa")
      : base_(world.base_url(system)), ca_(world.tls_ca().string()) {}
  /// Throws Poco::Exception when the connection is cut or TLS fails. `path` is below the portal's own.
  [[nodiscard]] Answer get(const std::string& path) const { return exchange("GET", path, "", ""); }
  [[nodiscard]] Answer post(const std::string& path, const nlohmann::json& body, const std::string& key) const {
    return exchange("POST", path, body.dump(), key);
  }
  [[nodiscard]] Answer exchange(const std::string& method, const std::string& path, const std::string& body,
                                const std::string& key) const;
  /// Bytes over plain HTTP.
  static std::string fetch(const std::string& url, const std::string& body, const std::string& content_type);

 private:
  std::string base_;
  std::string ca_;
};

/// Empty, or what the contract says against the answer. `operation` is an operationId of MISA's contract, Viettel's or
/// SZCA's.
std::string contract_breach(const std::string& operation, const Answer& answer);

/// A PKCS#10 request in PEM, signed with a fresh EC key (or an RSA one of `rsa_bits`).
struct FreshKey {
  std::string csr;
  std::string public_key;  ///< PEM
};
FreshKey fresh_key(int rsa_bits = 0);
std::string public_key_of(const std::string& certificate_pem);

/// What the openssl program, with the CA's own files, says of a certificate (PEM) of the issuer (RFC 6960). `options`:
/// more words for `openssl ocsp`.
std::string ocsp_answer(const SandboxWorld& world, const std::string& certificate,
                        const std::string& issuer = "misa-ca", const std::string& options = "");
/// How many certificates the issuer's CRL lists.
int revoked_by_crl(const SandboxWorld& world, const std::string& issuer = "misa-ca");

}  // namespace reseal::test
