// SPDX-License-Identifier: Apache-2.0
// A certificate as plain facts: what a plugin may know of it, and what a person is shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/values.h"

namespace reseal {

/// One attribute of a distinguished name, in certificate order. Values are UTF-8.
struct NameAttribute {
  std::string oid;    ///< "0.9.2342.19200300.100.1.1"
  std::string key;    ///< short name where one is usual: "CN", "O", "UID"; else the OID
  std::string value;  ///< "MST:0101243150"
  bool operator==(const NameAttribute&) const = default;
};

/// Who the certificate speaks for. Vietnamese CAs write it as KEY:value into UID, O, OU or serialNumber, some twice
/// (facts: persons of an organisation carry MST *and* CCCD, in either order).
struct HolderId {
  std::string kind;   ///< "MST", "CCCD", "CMND", "MNS", "HC", "BHXH", "GPKD", "USCC"; upper case
  std::string value;  ///< as printed after the colon, spaces trimmed
  std::string field;  ///< attribute it was found in: "UID", "O", "OU", "serialNumber"; or an extension's OID
  bool operator==(const HolderId&) const = default;
};

/// The serial number in every form that a portal prints. Vietnamese serials are 16 bytes that differ only in the tail:
/// never shorten from the end.
struct SerialNumber {
  std::string hex;      ///< upper case, no separators, with leading zeros as in the DER: "5404FFFEB7033FB3..."
  std::string decimal;  ///< up to 48 digits
  std::string spaced;   ///< "54 04 FF FE ..."
  bool operator==(const SerialNumber&) const = default;
};

struct PublicKeyFacts {
  std::string algorithm;  ///< "RSA", "EC", "SM2", or the OID
  int bits = 0;
  std::string curve;        ///< "P-256", "P-384"; empty for RSA
  std::string spki_sha256;  ///< lower-case hex of SHA-256 over the SubjectPublicKeyInfo DER: the key's identity
  bool operator==(const PublicKeyFacts&) const = default;
};

struct CertificateFacts {
  std::vector<NameAttribute> subject;
  std::vector<NameAttribute> issuer;
  std::string common_name;
  std::string issuer_common_name;
  std::vector<HolderId> holder_ids;
  SerialNumber serial;
  Time not_before;
  Time not_after;
  PublicKeyFacts key;
  std::string signature_algorithm;  ///< "sha256WithRSAEncryption"
  std::string sha256;               ///< fingerprint of the whole certificate, lower-case hex: its identity
  std::string subject_key_id;       ///< upper-case hex, empty when absent
  std::string authority_key_id;     ///< upper-case hex; tells issuers of one name apart
  bool is_ca = false;
  std::vector<std::string> key_usage;           ///< "digitalSignature", "nonRepudiation", ...
  std::vector<std::string> extended_key_usage;  ///< names, else OIDs
  std::vector<std::string> policies;            ///< OIDs
  std::vector<std::string> ocsp_urls;
  std::vector<std::string> ca_issuer_urls;
  std::vector<std::string> crl_urls;
  std::vector<std::string> weaknesses;  ///< "rsa-1024", "sha1": good enough for an old certificate, never for a new one
  std::string pem;
  bool operator==(const CertificateFacts&) const = default;

  /// The first holder id of this kind; nullptr when there is none.
  [[nodiscard]] const HolderId* holder_id(std::string_view kind) const;
};

/// Whether the certificate has been revoked, with the evidence.
struct RevocationFacts {
  enum class Status { good, revoked, suspended, cannot_say };
  Status status = Status::cannot_say;
  std::string source;  ///< "ocsp http://...", "crl http://..."; empty when nothing could be asked
  std::optional<Time> produced_at;
  std::optional<Time> revoked_at;
  std::string reason;  ///< RFC 5280 reason, or why nothing can be said
  bool operator==(const RevocationFacts&) const = default;
};

/// A certificate that somebody may want to renew, with all that the host could find out about it.
struct Candidate {
  CertificateFacts certificate;
  RevocationFacts revocation;
  bool has_private_key = true;     ///< on the same token
  std::string token_uri;           ///< RFC 7512, of the certificate on its token, without a PIN
  std::optional<Time> issuer_end;  ///< the earliest end among the certificates above it, when the path is known
  std::string held_in = "token";   ///< what holds the key: "token" (PKCS#11) | "cloud" (a remote signing service)
  bool operator==(const Candidate&) const = default;
};

void to_json(Json& json, const NameAttribute& attribute);
void from_json(const Json& json, NameAttribute& attribute);
void to_json(Json& json, const HolderId& id);
void from_json(const Json& json, HolderId& id);
void to_json(Json& json, const SerialNumber& serial);
void from_json(const Json& json, SerialNumber& serial);
void to_json(Json& json, const PublicKeyFacts& key);
void from_json(const Json& json, PublicKeyFacts& key);
void to_json(Json& json, const CertificateFacts& facts);
void from_json(const Json& json, CertificateFacts& facts);
void to_json(Json& json, const RevocationFacts& facts);
void from_json(const Json& json, RevocationFacts& facts);
void to_json(Json& json, const Candidate& candidate);
void from_json(const Json& json, Candidate& candidate);

}  // namespace reseal
