// SPDX-License-Identifier: Apache-2.0
// MISA's records as the contract shows them.
#pragma once

#include <nlohmann/json.hpp>

#include "reseal/values.h"

namespace reseal::sandbox {

/// {method, amount, instructions, qr, paid} of an order of either journey.
[[nodiscard]] Json payment_view(const Json& order);
[[nodiscard]] Json order_view(const Json& order);
[[nodiscard]] Json request_view(const Json& request);

}  // namespace reseal::sandbox
