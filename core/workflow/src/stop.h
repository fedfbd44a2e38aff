// SPDX-License-Identifier: Apache-2.0
// Errors that make an order stand still until somebody acts: which, in which state, and as the journal keeps them.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "reseal/base/error.h"
#include "story.h"

namespace reseal::workflow {

/// Empty: not a matter of this order (the store is broken, the disk is full, somebody pressed Ctrl-C): it goes to the
/// caller, and the journal stays as it is.
std::optional<store::OrderState> stop_state(ErrorCode code);

/// `contact`: the people behind the plugin, the second way (GEN-07).
Stop stop_of(const Error& error, store::OrderState state, const Text& contact);

/// The body of a `note` entry, and back.
Json stop_json(const Stop& stop, const std::string& cause);
Stop stop_from(const Json& body);

}  // namespace reseal::workflow
