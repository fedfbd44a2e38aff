// SPDX-License-Identifier: Apache-2.0
#include "registry.h"

#include "pem.h"

namespace reseal::sandbox {
namespace {

RegisteredCertificate from(const Json& record) {
  return {record.at("serial"),
          record.at("issuer"),
          record.at("pem"),
          record.at("standing"),
          time_from_iso(record.at("standing_since").get<std::string>()),
          record.at("order"),
          record.at("contract_ends").is_null()
              ? std::nullopt
              : std::optional(time_from_iso(record.at("contract_ends").get<std::string>())),
          record.at("kind")};
}

}  // namespace

std::string status_at(const RegisteredCertificate& certificate, TimePoint now) {
  if (certificate.standing != "good") return certificate.standing;
  const auto x509 = certificate_from_pem(certificate.pem);
  return time_of(X509_get0_notAfter(x509.get())) < now ? "expired" : "active";
}

void Registry::add(X509* certificate, std::string_view issuer, std::optional<Time> contract_ends,
                   const std::string& kind) const {
  const auto serial = serial_of(certificate);
  const auto earlier = find(serial);
  // A fault may issue a serial twice; the first certificate keeps its entry.
  if (!earlier) {
    put({serial, std::string(issuer), to_pem(certificate), "good", world_.now_seconds(), "", contract_ends, kind});
  }
  const auto tax_code = tax_code_of(X509_get_subject_name(certificate));
  if (!tax_code.empty() && !world_.records().get("first-certificates", tax_code)) {
    world_.records().put("first-certificates", tax_code, {{"serial", serial}});
  }
  world_.records().put("public-keys", spki_digest(X509_get0_pubkey(certificate)), {{"serial", serial}});
}

std::optional<RegisteredCertificate> Registry::find(std::string_view serial) const {
  const auto record = world_.records().get("certificates", serial);
  if (!record) return std::nullopt;
  return from(*record);
}

std::optional<RegisteredCertificate> Registry::first_of(std::string_view tax_code) const {
  const auto pointer = world_.records().get("first-certificates", tax_code);
  return pointer ? find(pointer->at("serial").get<std::string>()) : std::nullopt;
}

void Registry::put(const RegisteredCertificate& certificate) const {
  world_.records().put(
      "certificates", certificate.serial,
      {{"serial", certificate.serial},
       {"issuer", certificate.issuer},
       {"pem", certificate.pem},
       {"standing", certificate.standing},
       {"standing_since", to_iso(certificate.standing_since)},
       {"order", certificate.order},
       {"contract_ends", certificate.contract_ends ? Json(to_iso(*certificate.contract_ends)) : Json()},
       {"kind", certificate.kind}});
}

std::vector<RegisteredCertificate> Registry::all() const {
  std::vector<RegisteredCertificate> certificates;
  for (const auto& record : world_.records().all("certificates")) certificates.push_back(from(record));
  return certificates;
}

bool Registry::knows_key(const EVP_PKEY* key) const {
  return world_.records().get("public-keys", spki_digest(key)).has_value();
}

}  // namespace reseal::sandbox
