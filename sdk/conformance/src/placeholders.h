// SPDX-License-Identifier: Apache-2.0
// Values for the {placeholders} of a world.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "reseal/values.h"

namespace reseal::conformance {

/// What stands at "order.holder.0.name" in `document`; nullptr when nothing does.
const Json* find_at(const Json& document, std::string_view dotted);
/// Puts `value` there; objects on the way are made.
void put_at(Json& document, std::string_view dotted, Json value);

/// A copy with every {placeholder} of every text replaced by what `known` has under that dotted path. A text that is
/// one placeholder takes the value as it is (an object, a number); within other words it takes its text. "now+2d" is
/// counted from known["now"]. What is not known stays as it stands.
Json filled(const Json& pattern, const Json& known);

}  // namespace reseal::conformance
