// SPDX-License-Identifier: Apache-2.0
#include "issuance.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <utility>

#include "credit_code.h"
#include "faults.h"
#include "pem.h"

namespace reseal::sandbox {

std::string csr_problem(const Registry& registry, std::string_view csr) {
  const auto request = request_from_pem(csr);
  if (!request) return "/csr: expected a PKCS#10 request in PEM";
  auto* key = X509_REQ_get0_pubkey(request.get());
  const bool verified = key != nullptr && X509_REQ_verify(request.get(), key) == 1;
  ERR_clear_error();
  if (!verified) return "/csr: the signature does not verify: possession of the key is not proven";
  const int bits = EVP_PKEY_get_bits(key);
  const int kind = EVP_PKEY_get_base_id(key);
  if (!((kind == EVP_PKEY_RSA && bits >= 2048) || (kind == EVP_PKEY_EC && bits >= 256))) {
    return "/csr: expected an RSA key of 2048 bits or more, or an EC key of 256 bits or more";
  }
  if (registry.knows_key(key)) return "/csr: this public key has a certificate already";
  return {};
}

namespace {

KeyHandle key_to_certify(const Issuance& asked) {
  if (!asked.spki.empty()) {
    const auto spki = from_base64(asked.spki);
    const auto* at = spki.data();
    KeyHandle key(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));
    require(key != nullptr, "d2i_PUBKEY");
    return key;
  }
  const auto request = request_from_pem(asked.csr);
  require(request != nullptr, "PEM_read_bio_X509_REQ");
  return KeyHandle(X509_REQ_get_pubkey(request.get()));
}

}  // namespace

CertificateHandle issue_requested(const World& world, const Issuance& asked) {
  using std::chrono::days;
  const Faults faults(world.records());
  const auto fault = [&](std::string_view name) { return faults.strike(name, asked.operation); };

  auto issuer_name = asked.issuer;
  CertificatePlan plan;
  plan.subject = asked.subject;
  plan.serial = new_serial(world.serial_head(issuer_name));
  plan.from = asked.from;
  plan.to = asked.to;
  plan.credit_code = asked.credit_code;
  auto key = key_to_certify(asked);

  if (fault("cert-other-key")) key = make_key(KeyAlgorithm::rsa);
  if (fault("cert-other-subject")) {
    plan.subject =
        with_value(with_value(std::move(plan.subject), "CN", "CÔNG TY KHÁC (SANDBOX)"), "UID", "MST:9900000019");
    if (!plan.credit_code.empty()) plan.credit_code = random_credit_code();
  }
  if (fault("cert-same-serial")) plan.serial = from_hex(asked.old_serial);
  if (fault("cert-expired")) {
    plan.from = asked.now - days(400);
    plan.to = asked.now - days(35);
  }
  if (fault("cert-not-yet-valid")) plan.from = asked.now + days(30);
  if (fault("cert-other-ca")) issuer_name = "other-ca";
  if (const auto weak = fault("cert-weak")) {
    if (weak->value == "rsa1024") key = make_key(KeyAlgorithm::rsa, 1024);
    plan.sha1 = weak->value != "rsa1024";
  }
  plan.addresses = world.addresses(issuer_name);
  const auto issuer = world.issuer(issuer_name);
  auto certificate = issue(plan, key.get(), &issuer);
  Registry(world).add(certificate.get(), issuer_name, asked.contract_ends, asked.kind);
  return certificate;
}

}  // namespace reseal::sandbox
