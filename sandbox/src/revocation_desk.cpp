// SPDX-License-Identifier: Apache-2.0
#include "revocation_desk.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include <algorithm>

#include "pem.h"
#include "reseal/base/file.h"

namespace reseal::sandbox {
namespace {

using RequestPtr = std::unique_ptr<OCSP_REQUEST, Freed<OCSP_REQUEST_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;

Bytes der_of(OCSP_RESPONSE* response) {
  unsigned char* data = nullptr;
  const int size = i2d_OCSP_RESPONSE(response, &data);
  require(size > 0, "i2d_OCSP_RESPONSE");
  Bytes der(data, data + size);
  OPENSSL_free(data);
  return der;
}

Bytes failure(int status) {
  ERR_clear_error();
  const ResponsePtr response(OCSP_response_create(status, nullptr));
  require(response != nullptr, "OCSP_response_create");
  return der_of(response.get());
}

struct Standing {
  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  int reason = 0;
  Time since;
};

// Which of our CAs the request means: by its key, for two of them share a name.
std::optional<std::string> issuer_meant(const World& world, OCSP_CERTID* id) {
  ASN1_OBJECT* digest = nullptr;
  OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, id);
  const auto* algorithm = EVP_get_digestbyobj(digest);
  if (algorithm == nullptr) return std::nullopt;
  for (const auto& name : world.issuers()) {
    const auto certificate = world.certificate(name);
    const std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>> ours(
        OCSP_cert_to_id(algorithm, nullptr, certificate.get()));
    if (ours && OCSP_id_issuer_cmp(ours.get(), id) == 0) return name;
  }
  return std::nullopt;
}

bool is_ca(const World& world, std::string_view name) {
  const auto issuers = world.issuers();
  return name == "root" || std::ranges::find(issuers, name) != issuers.end();
}

int reason_of(const RegisteredCertificate& certificate) {
  return certificate.standing == "suspended" ? CRL_REASON_CERTIFICATE_HOLD : CRL_REASON_SUPERSEDED;
}

Standing standing(const Registry& registry, const Faults& faults, std::string_view issuer, OCSP_CERTID* id, Time now) {
  if (faults.strike("ocsp-unknown", "*")) return {};
  if (faults.strike("ocsp-revoked", "*"))
    return {V_OCSP_CERTSTATUS_REVOKED, CRL_REASON_KEY_COMPROMISE, now - Seconds(3600)};
  if (faults.strike("ocsp-suspended", "*")) {
    return {V_OCSP_CERTSTATUS_REVOKED, CRL_REASON_CERTIFICATE_HOLD, now - Seconds(3600)};
  }
  ASN1_INTEGER* serial = nullptr;
  OCSP_id_get0_info(nullptr, nullptr, nullptr, &serial, id);
  const auto certificate = registry.find(serial_text(serial));
  if (!certificate || certificate->issuer != issuer) return {};
  if (certificate->standing == "good") return {V_OCSP_CERTSTATUS_GOOD, 0, now};
  return {V_OCSP_CERTSTATUS_REVOKED, reason_of(*certificate), certificate->standing_since};
}

}  // namespace

RevocationDesk::RevocationDesk(const World& world) : world_(world), registry_(world), faults_(world.records()) {}

Bytes RevocationDesk::answer_ocsp(ByteView request_der) const {
  const auto* data = request_der.data();
  const RequestPtr request(d2i_OCSP_REQUEST(nullptr, &data, static_cast<long>(request_der.size())));
  if (!request || OCSP_request_onereq_count(request.get()) < 1) return failure(OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  const auto now = world_.now_seconds();
  const TimeHandle this_update(ASN1_TIME_set(nullptr, now.time_since_epoch().count() - 60));
  const TimeHandle next_update(ASN1_TIME_set(nullptr, now.time_since_epoch().count() + 3600));
  const BasicPtr basic(OCSP_BASICRESP_new());
  require(basic != nullptr, "OCSP_BASICRESP_new");
  std::string responder = "misa-ca";
  for (int at = 0; at < OCSP_request_onereq_count(request.get()); ++at) {
    auto* id = OCSP_onereq_get0_id(OCSP_request_onereq_get0(request.get(), at));
    const auto issuer = issuer_meant(world_, id);
    Standing found;
    if (issuer) {
      responder = *issuer;
      found = standing(registry_, faults_, *issuer, id, now);
    }
    const TimeHandle since(ASN1_TIME_set(nullptr, found.since.time_since_epoch().count()));
    require(OCSP_basic_add1_status(basic.get(), id, found.status, found.reason,
                                   found.status == V_OCSP_CERTSTATUS_REVOKED ? since.get() : nullptr, this_update.get(),
                                   next_update.get()) != nullptr,
            "OCSP_basic_add1_status");
  }
  OCSP_copy_nonce(basic.get(), request.get());
  const auto certificate = world_.certificate("ocsp-" + responder);
  const auto key = key_from_pem(read_file(world_.folder() / "keys" / ("ocsp-" + responder + ".key")));
  // OpenSSL would stamp producedAt with the machine's time; the world may live in another year. There is no setter.
  auto* produced = const_cast<ASN1_GENERALIZEDTIME*>(OCSP_resp_get0_produced_at(basic.get()));
  require(ASN1_GENERALIZEDTIME_set(produced, now.time_since_epoch().count()) != nullptr, "ASN1_GENERALIZEDTIME_set");
  require(OCSP_basic_sign(basic.get(), certificate.get(), key.get(), EVP_sha256(), nullptr, OCSP_NOTIME) == 1,
          "OCSP_basic_sign");
  if (faults_.strike("ocsp-bad-signature", "*")) {
    const auto* signature = OCSP_resp_get0_signature(basic.get());
    auto* octets = const_cast<unsigned char*>(ASN1_STRING_get0_data(signature));
    octets[ASN1_STRING_length(signature) - 1] ^= 0x01U;
  }
  const ResponsePtr response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  require(response != nullptr, "OCSP_response_create");
  return der_of(response.get());
}

std::optional<Bytes> RevocationDesk::crl(std::string_view issuer) const {
  if (!is_ca(world_, issuer)) return std::nullopt;
  std::vector<RevokedEntry> entries;
  for (const auto& certificate : registry_.all()) {
    if (certificate.issuer != issuer || certificate.standing == "good") continue;
    entries.push_back({from_hex(certificate.serial), certificate.standing_since, reason_of(certificate)});
  }
  return make_crl(world_.issuer(issuer), entries, world_.now_seconds());
}

std::optional<Bytes> RevocationDesk::ca_certificate(std::string_view issuer) const {
  if (!is_ca(world_, issuer)) return std::nullopt;
  return to_der(world_.certificate(issuer).get());
}

}  // namespace reseal::sandbox
