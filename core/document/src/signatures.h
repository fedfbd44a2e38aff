// SPDX-License-Identifier: Apache-2.0
// Documents::sign and Documents::signatures.
#pragma once

#include "reseal/document/documents.h"

namespace reseal::document {

[[nodiscard]] Bytes write_signature(ByteView pdf, const SignatureNote& note, const MakeCms& make_cms);
[[nodiscard]] std::vector<FoundSignature> read_signatures(ByteView pdf);

}  // namespace reseal::document
