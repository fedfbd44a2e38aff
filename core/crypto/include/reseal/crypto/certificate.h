// SPDX-License-Identifier: Apache-2.0
// An X.509 certificate as a value, its plain facts, and what may stand above it.
// OpenSSL stays behind this door: no type of it appears in any header of this room.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/base/bytes.h"
#include "reseal/certificate_facts.h"

struct x509_st;  // OpenSSL's X509, for the sources of this room only

namespace reseal::crypto {

/// Immutable; copies share. Equal when the DER is equal.
class Certificate {
 public:
  /// Throws Error(certificate_malformed) with what is wrong. Trailing bytes are refused.
  static Certificate from_der(ByteView der);
  static Certificate from_pem(std::string_view pem);
  /// All certificates of a file as CAs hand them out: PEM (one or more), DER, PKCS#7 (.p7b, DER or PEM).
  static std::vector<Certificate> read_all(ByteView file);

  [[nodiscard]] const Bytes& der() const;
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] const CertificateFacts& facts() const;  ///< computed once
  [[nodiscard]] Time not_before() const;                ///< without computing the facts
  [[nodiscard]] Time not_after() const;
  [[nodiscard]] Bytes spki() const;         ///< SubjectPublicKeyInfo, DER
  [[nodiscard]] Bytes subject_der() const;  ///< for token attributes (CKA_SUBJECT)
  [[nodiscard]] Bytes issuer_der() const;
  [[nodiscard]] Bytes serial_der() const;  ///< the INTEGER with its tag, as CKA_SERIAL_NUMBER wants it
  [[nodiscard]] bool is_self_issued() const;
  bool operator==(const Certificate& other) const;

  [[nodiscard]] x509_st* native() const;

 private:
  struct State;
  explicit Certificate(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

/// Reads "MST:0101243150" and its like from UID, O, OU and serialNumber, in that order of trust.
std::vector<HolderId> holder_ids(const std::vector<NameAttribute>& subject);

/// Whether both certificates speak for the same holder: a holder id of the same kind and value in both, and none that
/// contradicts (another tax code, another citizen number); where neither has one, equal folded common names. Numbers
/// are compared as they are meant: "0100686209-199" is "0100686209199", a CMND of 12 digits is a CCCD, and so is a
/// person's tax code of 12 digits. `difference` says what else differs (shown, never a refusal by itself).
struct Continuity {
  bool same_holder = false;
  std::string reason;                    ///< which id matched, or what did not
  std::vector<std::string> differences;  ///< "O: A -> B"
};
Continuity compare_holders(const CertificateFacts& before, const CertificateFacts& after);

/// Where two serials differ, for display: index of the first hex digit that is not the same (they share up to 20).
std::size_t first_difference(const SerialNumber& a, const SerialNumber& b);

/// As numbers: leading zeros do not count.
bool same_serial(const SerialNumber& a, const SerialNumber& b);
/// `printed` as a portal or a person writes it: hex in either case, with or without separators or leading zeros, or
/// decimal.
bool same_serial(const SerialNumber& serial, std::string_view printed);

}  // namespace reseal::crypto
