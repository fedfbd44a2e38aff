// SPDX-License-Identifier: Apache-2.0
#include "reseal/certificate_facts.h"

#include "shape.h"

namespace reseal {
namespace shape {
template <>
inline constexpr Names<RevocationFacts::Status, 4> kNames<RevocationFacts::Status>{
    {{RevocationFacts::Status::good, "good"},
     {RevocationFacts::Status::revoked, "revoked"},
     {RevocationFacts::Status::suspended, "suspended"},
     {RevocationFacts::Status::cannot_say, "cannot_say"}}};
}  // namespace shape

const HolderId* CertificateFacts::holder_id(std::string_view kind) const {
  for (const HolderId& id : holder_ids) {
    if (id.kind == kind) return &id;
  }
  return nullptr;
}

void to_json(Json& json, const NameAttribute& attribute) {
  json = Json{{"oid", attribute.oid}, {"key", attribute.key}, {"value", attribute.value}};
}

void from_json(const Json& json, NameAttribute& attribute) {
  shape::expect_object(json);
  attribute = NameAttribute{};
  shape::may(json, "oid", attribute.oid);
  shape::need(json, "key", attribute.key);
  shape::need(json, "value", attribute.value);
}

void to_json(Json& json, const HolderId& id) {
  json = Json{{"kind", id.kind}, {"value", id.value}, {"field", id.field}};
}

void from_json(const Json& json, HolderId& id) {
  shape::expect_object(json);
  id = HolderId{};
  shape::need(json, "kind", id.kind);
  shape::need(json, "value", id.value);
  shape::may(json, "field", id.field);
}

void to_json(Json& json, const SerialNumber& serial) {
  json = Json{{"hex", serial.hex}, {"decimal", serial.decimal}, {"spaced", serial.spaced}};
}

void from_json(const Json& json, SerialNumber& serial) {
  shape::expect_object(json);
  serial = SerialNumber{};
  shape::need(json, "hex", serial.hex);
  shape::may(json, "decimal", serial.decimal);
  shape::may(json, "spaced", serial.spaced);
}

void to_json(Json& json, const PublicKeyFacts& key) {
  json = Json{{"algorithm", key.algorithm}, {"bits", key.bits}, {"curve", key.curve}, {"spki_sha256", key.spki_sha256}};
}

void from_json(const Json& json, PublicKeyFacts& key) {
  shape::expect_object(json);
  key = PublicKeyFacts{};
  shape::need(json, "algorithm", key.algorithm);
  shape::may(json, "bits", key.bits);
  shape::may(json, "curve", key.curve);
  shape::may(json, "spki_sha256", key.spki_sha256);
}

void to_json(Json& json, const CertificateFacts& facts) {
  json = Json{{"subject", facts.subject},
              {"issuer", facts.issuer},
              {"common_name", facts.common_name},
              {"issuer_common_name", facts.issuer_common_name},
              {"holder_ids", facts.holder_ids},
              {"serial", facts.serial},
              {"not_before", to_iso(facts.not_before)},
              {"not_after", to_iso(facts.not_after)},
              {"key", facts.key},
              {"signature_algorithm", facts.signature_algorithm},
              {"sha256", facts.sha256},
              {"subject_key_id", facts.subject_key_id},
              {"authority_key_id", facts.authority_key_id},
              {"is_ca", facts.is_ca},
              {"key_usage", facts.key_usage},
              {"extended_key_usage", facts.extended_key_usage},
              {"policies", facts.policies},
              {"ocsp_urls", facts.ocsp_urls},
              {"ca_issuer_urls", facts.ca_issuer_urls},
              {"crl_urls", facts.crl_urls},
              {"weaknesses", facts.weaknesses},
              {"pem", facts.pem}};
}

void from_json(const Json& json, CertificateFacts& facts) {
  shape::expect_object(json);
  facts = CertificateFacts{};
  shape::may(json, "subject", facts.subject);
  shape::may(json, "issuer", facts.issuer);
  shape::may(json, "common_name", facts.common_name);
  shape::may(json, "issuer_common_name", facts.issuer_common_name);
  shape::may(json, "holder_ids", facts.holder_ids);
  shape::need(json, "serial", facts.serial);
  shape::need(json, "not_before", facts.not_before);
  shape::need(json, "not_after", facts.not_after);
  shape::need(json, "key", facts.key);
  shape::may(json, "signature_algorithm", facts.signature_algorithm);
  shape::need(json, "sha256", facts.sha256);
  shape::may(json, "subject_key_id", facts.subject_key_id);
  shape::may(json, "authority_key_id", facts.authority_key_id);
  shape::may(json, "is_ca", facts.is_ca);
  shape::may(json, "key_usage", facts.key_usage);
  shape::may(json, "extended_key_usage", facts.extended_key_usage);
  shape::may(json, "policies", facts.policies);
  shape::may(json, "ocsp_urls", facts.ocsp_urls);
  shape::may(json, "ca_issuer_urls", facts.ca_issuer_urls);
  shape::may(json, "crl_urls", facts.crl_urls);
  shape::may(json, "weaknesses", facts.weaknesses);
  shape::may(json, "pem", facts.pem);
}

void to_json(Json& json, const RevocationFacts& facts) {
  json = Json{{"status", shape::name_of(facts.status)}, {"source", facts.source}, {"reason", facts.reason}};
  shape::put(json, "produced_at", facts.produced_at);
  shape::put(json, "revoked_at", facts.revoked_at);
}

void from_json(const Json& json, RevocationFacts& facts) {
  shape::expect_object(json);
  facts = RevocationFacts{};
  shape::need(json, "status", facts.status);
  shape::may(json, "source", facts.source);
  shape::may(json, "produced_at", facts.produced_at);
  shape::may(json, "revoked_at", facts.revoked_at);
  shape::may(json, "reason", facts.reason);
}

void to_json(Json& json, const Candidate& candidate) {
  json = Json{{"certificate", candidate.certificate},
              {"revocation", candidate.revocation},
              {"has_private_key", candidate.has_private_key},
              {"held_in", candidate.held_in},
              {"token_uri", candidate.token_uri}};
  shape::put(json, "issuer_end", candidate.issuer_end);
}

void from_json(const Json& json, Candidate& candidate) {
  shape::expect_object(json);
  candidate = Candidate{};
  shape::need(json, "certificate", candidate.certificate);
  shape::may(json, "revocation", candidate.revocation);
  shape::may(json, "has_private_key", candidate.has_private_key);
  shape::may(json, "held_in", candidate.held_in);
  shape::may(json, "token_uri", candidate.token_uri);
  shape::may(json, "issuer_end", candidate.issuer_end);
}

}  // namespace reseal
