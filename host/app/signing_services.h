// SPDX-License-Identifier: Apache-2.0
// The services of the configuration that sign for a person, and what a person is asked for them.
#pragma once

#include <optional>
#include <vector>

#include "app/options.h"
#include "app/terminal.h"
#include "app/words.h"
#include "reseal/config/config.h"
#include "reseal/remote/remote.h"

namespace reseal::app {

/// `interactive`: a secret that is "prompt" can be asked for; else it is Error(secret_unavailable) when it is needed.
std::vector<remote::Service> signing_services(const config::Config& config, const Words& words, bool interactive);

/// Tells what a signature is for, and asks for what the service wants: at the terminal, where `interactive`, else from
/// --otp-fd. `pin`: given already. Empty: nobody can be asked.
std::optional<remote::AuthorizationAnswer> ask_authorization(const remote::AuthorizationRequest& request,
                                                             std::optional<Secret> pin, const Options& options,
                                                             const Words& words, Terminal& terminal, bool interactive);

/// Where a key is, for people: the token's label, or "in the cloud, at MISA eSign".
std::string key_place(const token::TokenIdentity& identity, const Words& words);

}  // namespace reseal::app
