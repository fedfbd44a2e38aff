// SPDX-License-Identifier: Apache-2.0
// The portal's records as the contract shows them.
#pragma once

#include <nlohmann/json.hpp>

#include "reseal/values.h"

namespace reseal::sandbox {

[[nodiscard]] Json order_view(const Json& order);
[[nodiscard]] Json request_view(const Json& request);
/// What is wrong with the body by the contract's component schema; empty: nothing.
[[nodiscard]] std::string contract_problem(std::string_view schema, const Json& body);

}  // namespace reseal::sandbox
