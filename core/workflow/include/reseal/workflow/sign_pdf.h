// SPDX-License-Identifier: Apache-2.0
// A person's own PDF, signed with a certificate that a token holds: a CA may want an application filled in elsewhere,
// and signed digitally (MISA-R-19, MISA-R-39). No order is touched.
#pragma once

#include "reseal/workflow/engine.h"

namespace reseal::workflow {

/// PAdES. Asks for the PIN (world.ask_pin, guarded like every other), after it has made sure that the file can be
/// signed. `reason` may be empty. Throws Error(usage) for a PDF that cannot be signed, Error(key_missing) when the
/// token has no key of this certificate, and what a login throws.
Bytes sign_pdf(const World& world, const EngineSettings& settings, const token::TokenIdentity& token,
               const crypto::Certificate& certificate, ByteView pdf, const std::string& reason);

}  // namespace reseal::workflow
