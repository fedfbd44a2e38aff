// SPDX-License-Identifier: Apache-2.0
// Has it been revoked? OCSP (RFC 6960) first, then CRL (RFC 5280); never "good" without an answer that verifies.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "reseal/crypto/certificate.h"
#include "reseal/crypto/path.h"

namespace reseal::crypto {

/// How this room reaches the network: it does not. The caller fetches. `body` empty: GET. Empty answer: could not.
using Fetch =
    std::function<std::optional<Bytes>(const std::string& url, const Bytes& body, const std::string& content_type)>;

/// DER of an OCSP request for `certificate`, with a nonce.
struct OcspRequest {
  Bytes der;
  Bytes nonce;
};
OcspRequest make_ocsp_request(const Certificate& certificate, const Certificate& issuer);

/// Judges an answer: signature by the issuer or its delegated responder, the certificate meant, times (with 5 minutes
/// of leeway), nonce when the responder returns one. Anything wrong is cannot_say with the reason. Never throws on bad
/// bytes.
RevocationFacts read_ocsp_response(ByteView response, const OcspRequest& request, const Certificate& certificate,
                                   const Certificate& issuer, Time now);

/// Judges a CRL (DER or PEM): issuer's signature, nextUpdate, the entry. certificateHold is suspended.
RevocationFacts read_crl(ByteView crl, const Certificate& certificate, const Certificate& issuer, Time now);

/// Asks every OCSP address, then every CRL address of the certificate (http and https only), until one can say.
RevocationFacts check_revocation(const Certificate& certificate, const Certificate& issuer, Time now,
                                 const Fetch& fetch);

}  // namespace reseal::crypto
