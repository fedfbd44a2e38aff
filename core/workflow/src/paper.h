// SPDX-License-Identifier: Apache-2.0
// Forms on paper, drawn with the texts of the world.
#pragma once

#include "reseal/document/documents.h"
#include "reseal/workflow/engine.h"

namespace reseal::workflow {

/// Throws Error(internal) when the world has nothing for paper.
[[nodiscard]] const document::Documents& documents_of(const World& world);
/// Says texts in the language of the paper.
[[nodiscard]] document::SayText say_on(const World& world, const Printout& printout);
/// Throws Error(usage) when this PDF could not be signed: to be known before anybody is asked for a PIN.
void require_signable(const World& world, ByteView pdf, Time now);
/// What stands above a certificate, as far as it is known here.
[[nodiscard]] std::vector<crypto::Certificate> certificates_above(const crypto::Certificate& certificate,
                                                                  const crypto::TrustAnchors& anchors, Time now);
/// The paper as PDF; `made` stands in it. Throws as document::Documents::draw does.
[[nodiscard]] Bytes draw(const World& world, const Printout& printout, Time made);

}  // namespace reseal::workflow
