// SPDX-License-Identifier: Apache-2.0
// What enrolment protocols have the holder's key sign, told from everything else that a key could sign.
#pragma once

#include <optional>
#include <string>

#include "reseal/base/bytes.h"

namespace reseal::crypto {

/// Of `bytes` that are the ProtectedPart of a CMP message (RFC 9810, section 5.1.3: SEQUENCE { header, body }), strict
/// DER, the kind of request: "ir", "cr", "p10cr", "kur", "certConf", "pollReq", "genm", "error". Empty for anything
/// else: a document, a CSR, a TLS handshake, an answer of a CA, a revocation request, a nested message.
[[nodiscard]] std::optional<std::string> cmp_request(ByteView bytes);

/// Of `bytes` that are the signed attributes of a SCEP message (RFC 8894, section 3.2.1: SET OF Attribute), strict DER,
/// the kind of message: "PKCSReq", "RenewalReq", "CertPoll". Empty for anything else. Every attribute must be one that
/// SCEP knows: with ESS's signing certificate, or an attribute of a document's signature, they are refused. What
/// messageDigest stands for cannot be seen here: it is the digest of an enveloped message that only the CA can read.
[[nodiscard]] std::optional<std::string> scep_request(ByteView bytes);

}  // namespace reseal::crypto
