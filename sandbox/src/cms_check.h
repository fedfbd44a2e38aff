// SPDX-License-Identifier: Apache-2.0
// Whether a CMS SignedData (RFC 5652) was made with the key of one certificate, whatever else the message carries.
#pragma once

#include <optional>

#include "openssl_handles.h"
#include "reseal/base/bytes.h"

namespace reseal::sandbox {

/// The signed content, when `cms` (DER) verifies with `signer`'s key; else nullopt. `detached`: the content, when it is
/// not inside. The certificate's validity is not looked at: agencies know certificates by registration, and the old one
/// signs in even when it has run out.
[[nodiscard]] std::optional<Bytes> signed_content(ByteView cms, std::optional<ByteView> detached, X509* signer);

}  // namespace reseal::sandbox
