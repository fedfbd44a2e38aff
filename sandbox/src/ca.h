// SPDX-License-Identifier: Apache-2.0
// The issuing CA: makes keys and certificates shaped like the real ones (facts: domain-detail 1).
#pragma once

#include <optional>
#include <string>

#include "distinguished_name.h"
#include "openssl_handles.h"
#include "reseal/base/bytes.h"
#include "reseal/values.h"

namespace reseal::sandbox {

enum class KeyAlgorithm { rsa, ec };
[[nodiscard]] KeyHandle make_key(KeyAlgorithm algorithm, int rsa_bits = 2048);  ///< EC keys are P-256

/// A certificate that signs, with its key.
struct Issuer {
  CertificateHandle certificate;
  KeyHandle key;
};

/// Where relying parties find out more; empty: not mentioned in the certificate.
struct Addresses {
  std::string ocsp;
  std::string ca_certificate;
  std::string crl;
};

enum class Profile { root, sub_ca, end_entity, ocsp_responder, tls_server };

struct CertificatePlan {
  Profile profile = Profile::end_entity;
  Name subject;
  Bytes serial;
  Time from;
  Time to;
  Addresses addresses;
  bool sha1 = false;             ///< as certificates of before 2021 were signed
  std::string credit_code = {};  ///< of a Chinese company: in an extension; empty: none
};

/// Issues for `subject_key`. Without an issuer the certificate is signed with `subject_key` itself (a root).
[[nodiscard]] CertificateHandle issue(const CertificatePlan& plan, EVP_PKEY* subject_key, const Issuer* issuer);

/// A CRL of one issuer. `entries`: serial, time and reason (CRL_REASON_*; certificateHold is a suspension).
struct RevokedEntry {
  Bytes serial;
  Time at;
  int reason = 0;
};
[[nodiscard]] Bytes make_crl(const Issuer& issuer, const std::vector<RevokedEntry>& entries, Time now);

/// 16 octets: the CA's own first eight, so that old and new serial look alike at their head, then eight random ones.
[[nodiscard]] Bytes new_serial(ByteView head);

/// Adds months as people count them: 31 January + 1 month is 28 or 29 February.
[[nodiscard]] Time add_months(Time time, int months);

}  // namespace reseal::sandbox
