// SPDX-License-Identifier: Apache-2.0
#include "reseal/document/pdf_signature.h"

namespace reseal::document {

Bytes sign_pdf(const Documents& documents, ByteView pdf, const crypto::SigningKey& key,
               const crypto::Certificate& certificate, const std::vector<crypto::Certificate>& chain,
               const SignatureNote& note) {
  return documents.sign(pdf, note, [&](ByteView signed_bytes) {
    return crypto::cms_sign(key, certificate, chain, signed_bytes, {.detached = true, .cades = true});
  });
}

std::vector<VerifiedSignature> verify_pdf(const Documents& documents, ByteView pdf, const crypto::TrustAnchors& anchors,
                                          Time at) {
  std::vector<VerifiedSignature> verified;
  for (const auto& found : documents.signatures(pdf)) {
    VerifiedSignature one;
    one.reason = found.reason;
    one.whole_file = found.whole_file;
    if (found.signed_bytes.empty()) {
      one.problem = "it does not cover the file";
    } else {
      auto result = crypto::cms_verify(found.cms, found.signed_bytes, anchors, at);
      one.valid = result.valid;
      one.problem = std::move(result.problem);
      one.signer = std::move(result.signer);
    }
    verified.push_back(std::move(one));
  }
  return verified;
}

}  // namespace reseal::document
