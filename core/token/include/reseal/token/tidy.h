// SPDX-License-Identifier: Apache-2.0
// The only way to take anything off a token; nothing but `reseal token tidy` calls it. Whether something may go is
// decided elsewhere (workflow/tidy.h): here only that exactly what is meant goes, and nothing else.
#pragma once

#include "reseal/token/key_holder.h"

namespace reseal::token {

struct Removed {
  int certificates = 0;
  int private_keys = 0;
  int public_keys = 0;
  bool operator==(const Removed&) const = default;
};

/// Destroys this certificate (byte for byte) and the key objects of its public key, each read back just before, and
/// then looks whether everything else on the token is as it was. Needs login.
///
/// Order: certificate, private key, public key. Whatever interrupts it, there is never a certificate left that looks
/// usable and has no key; and what is left can still be recognized by the public key, so that the same call again
/// takes it up where it stopped. (The public key goes last: a private EC key does not show its own public half.)
///
/// Throws Error(token_error), before anything is destroyed, when another certificate has the same public key, when two
/// private keys look like the one, or when this holder is no PKCS#11 token; and afterwards, when something else
/// changed. Error(pin_needed) without login. Crash points: "token.tidy.certificate", "token.tidy.private_key",
/// "token.tidy.public_key", each after its object is gone.
Removed take_off(KeyHolder& holder, const crypto::Certificate& certificate);

}  // namespace reseal::token
