// SPDX-License-Identifier: Apache-2.0
// A certification authority inside the test program: roots, sub-CAs, end entities, lists and answers, each built from
// what the test says and nothing else. Defaults are those of an ordinary Vietnamese certificate of today.
//
//   TestCa root = TestCa::root("Test National Root CA");
//   TestCa ca = root.sub_ca("Viettel-CA SHA2");
//   TestKey key = TestKey::rsa();
//   auto certificate = ca.issue({.subject = {{"CN", "CÔNG TY A"}, {"UID", "MST:0101243150"}}, .spki = key.spki()});
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/crypto/certificate.h"
#include "reseal/crypto/signing.h"

namespace reseal::test {

/// "2026-11-21T07:35:20Z", as in to_iso().
Time at(std::string_view iso);

/// A key in software, in the place of a token's.
class TestKey {
 public:
  static TestKey rsa(int bits = 2048);
  static TestKey ec(const std::string& curve = "P-256");  ///< also "P-384", "P-521", "SM2"
  static TestKey from_pem(const std::string& private_key);
  [[nodiscard]] Bytes spki() const;
  [[nodiscard]] std::string private_pem() const;  ///< PKCS#8, to import into a token
  /// Does what a token does with each mechanism.
  [[nodiscard]] crypto::RawSigner signer() const;
  [[nodiscard]] crypto::SigningKey signing_key() const;
  [[nodiscard]] evp_pkey_st* native() const { return key_.get(); }

 private:
  explicit TestKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

/// One attribute of a name. `asn1_type` is OpenSSL's V_ASN1_*: 12 UTF8String, 19 PrintableString, 20 T61String,
/// 22 IA5String, 30 BMPString; 0 chooses (PrintableString for C, IA5String for e-mail, else UTF8String). For types
/// other than UTF-8 `value` is the raw octets.
struct Attribute {
  std::string key;  ///< short name or OID
  std::string value;
  int asn1_type = 0;
  bool same_rdn = false;  ///< in one RDN with the attribute before it
};
using Name = std::vector<Attribute>;

/// An extension as openssl.cnf has it: {"keyUsage", "critical,digitalSignature"}. An empty value leaves out a default.
struct Extension {
  std::string name;
  std::string value;
};

struct CertificateSpec {
  Name subject = {{"CN", "CÔNG TY TNHH THỬ NGHIỆM"}, {"UID", "MST:0101243150"}, {"L", "HÀ NỘI"}, {"C", "VN"}};
  Bytes spki = {};          ///< empty: a new P-256 key that nobody keeps
  std::string serial = {};  ///< hex; empty: 16 random bytes that begin 5404
  Time not_before = at("2026-01-01T00:00:00Z");
  Time not_after = at("2028-01-01T00:00:00Z");
  /// Over the defaults (keyUsage, subjectKeyIdentifier, authorityKeyIdentifier; basicConstraints for a CA).
  std::vector<Extension> extensions = {};
  /// Sections that extensions point to: "[dp]\nfullname=URI:http://...\n".
  std::string config = {};
  std::string digest = "SHA256";
  bool ca = false;
};

struct CrlEntry {
  crypto::Certificate certificate;
  Time revoked_at = at("2026-06-01T00:00:00Z");
  std::string reason = {};  ///< "keyCompromise", "certificateHold"; empty: none given
};
struct CrlSpec {
  std::vector<CrlEntry> revoked = {};
  Time this_update = at("2026-11-21T00:00:00Z");
  std::optional<Time> next_update = at("2026-11-22T00:00:00Z");
  std::vector<Extension> extensions = {};
  std::string config = {};
};

struct OcspSpec {
  enum class Status { good, revoked, unknown };
  Status status = Status::good;
  int reason = 0;  ///< CRLReason
  Time revoked_at = at("2026-06-01T00:00:00Z");
  Time this_update = at("2026-11-21T07:00:00Z");
  std::optional<Time> next_update = at("2026-11-21T19:00:00Z");
  Bytes nonce = {};  ///< empty: none in the answer
  /// Another certificate that signs for the CA, with its key; it goes into the answer.
  std::optional<crypto::Certificate> responder = {};
  std::optional<TestKey> responder_key = {};
  std::string certificate_id_digest = "SHA1";
};

class TestCa {
 public:
  /// Self-signed, P-256, 2014-2039, like the Vietnamese national root. `spec.spki` is ignored.
  static TestCa root(const std::string& common_name = "Test National Root CA");
  static TestCa root(CertificateSpec spec, std::optional<TestKey> key = {});
  /// P-256, five years from 2025, path length 0.
  [[nodiscard]] TestCa sub_ca(const std::string& common_name) const;
  [[nodiscard]] TestCa sub_ca(CertificateSpec spec, std::optional<TestKey> key = {}) const;

  [[nodiscard]] const crypto::Certificate& certificate() const { return certificate_; }
  [[nodiscard]] const TestKey& key() const { return key_; }
  [[nodiscard]] crypto::Certificate issue(const CertificateSpec& spec = {}) const;
  /// As CAs do: the subject and key of a request (PEM), the rest from `spec`.
  [[nodiscard]] crypto::Certificate issue_for_csr(const std::string& csr, CertificateSpec spec = {}) const;
  [[nodiscard]] Bytes crl(const CrlSpec& spec = {}) const;  ///< DER
  [[nodiscard]] Bytes ocsp(const crypto::Certificate& certificate, const OcspSpec& spec = {}) const;
  /// A certificate that may answer OCSP for this CA.
  [[nodiscard]] crypto::Certificate issue_responder(const TestKey& key, CertificateSpec spec = {}) const;

 private:
  TestCa(TestKey key, crypto::Certificate certificate) : key_(std::move(key)), certificate_(std::move(certificate)) {}
  TestKey key_;
  crypto::Certificate certificate_;
};

/// An OCSP answer without a certificate: "tryLater" (3), "unauthorized" (6).
Bytes ocsp_error(int status);
/// A .p7b, DER.
Bytes p7b(const std::vector<crypto::Certificate>& certificates);

}  // namespace reseal::test
