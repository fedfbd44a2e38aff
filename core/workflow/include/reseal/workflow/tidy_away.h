// SPDX-License-Identifier: Apache-2.0
// Carries a clean-up out that judge() allowed and a person confirmed (tidy.h), and keeps a record of it.
//
// Record, in the store under "tidied/<SHA-256 of the certificate>", written before and after: {"certificate": PEM,
// "serial": hex, "token": RFC 7512 URI, "begun_at", "finished_at": RFC 3339 or null, "removed": {"certificates",
// "private_keys", "public_keys"}}. The certificate itself stays in it: signatures made with it are verified for years
// to come. A record without `finished_at` is a clean-up that was interrupted: do it again.
#pragma once

#include "reseal/token/tidy.h"
#include "reseal/workflow/engine.h"

namespace reseal::workflow {

/// Whether a clean-up of this certificate (SHA-256 fingerprint) was begun and not finished.
bool tidying_was_interrupted(store::Store& store, const std::string& certificate);

/// Asks for the PIN (world.ask_pin, guarded like every other) and takes the certificate and its pair off this token.
/// `still_allowed` is asked once more after that: typing a PIN takes time, and an order may have been opened
/// meanwhile; when it answers no, nothing is removed and the answer is empty. Throws what token::take_off and a login
/// throw.
std::optional<token::Removed> tidy_away(const World& world, const EngineSettings& settings,
                                        const token::TokenIdentity& token, const crypto::Certificate& certificate,
                                        const std::function<bool()>& still_allowed);

}  // namespace reseal::workflow
