// SPDX-License-Identifier: Apache-2.0
// PAdES (ETSI EN 319 142, level B-B) with a key that is somewhere else, and its check.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reseal/crypto/path.h"
#include "reseal/crypto/signing.h"
#include "reseal/document/documents.h"

namespace reseal::document {

/// The PDF, signed: valid whatever was signed in it before. `chain`: the certificates above, without the leaf.
/// Throws as Documents::sign and crypto::cms_sign do; what the signer threw comes out.
/// OpenSSL puts its signing time into the CMS as well, which the standard would rather see in /M alone.
[[nodiscard]] Bytes sign_pdf(const Documents& documents, ByteView pdf, const crypto::SigningKey& key,
                             const crypto::Certificate& certificate, const std::vector<crypto::Certificate>& chain,
                             const SignatureNote& note);

struct VerifiedSignature {
  bool valid = false;  ///< intact, and its signer's certificate leads to an anchor at `at`
  std::string problem;
  bool whole_file = false;  ///< else something was added afterwards: look at the signatures after it
  std::string reason;
  std::optional<crypto::Certificate> signer;
};
/// All signatures of a PDF. Throws Error(usage) for what is no PDF that can be read.
[[nodiscard]] std::vector<VerifiedSignature> verify_pdf(const Documents& documents, ByteView pdf,
                                                        const crypto::TrustAnchors& anchors, Time at);

}  // namespace reseal::document
