// SPDX-License-Identifier: Apache-2.0
// SubjectPublicKeyInfo (RFC 5280, RFC 3279, RFC 5480) from what a token says about a key.
#pragma once

#include "reseal/base/bytes.h"

namespace reseal::token {

Bytes rsa_spki(ByteView modulus, ByteView public_exponent);
/// `parameters`: CKA_EC_PARAMS. `point`: CKA_EC_POINT, as a DER OCTET STRING (PKCS#11 2.30 and later) or bare, as older
/// modules give it. Empty when it is neither.
Bytes ec_spki(ByteView parameters, ByteView point);

}  // namespace reseal::token
