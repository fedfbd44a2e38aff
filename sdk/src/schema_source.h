// SPDX-License-Identifier: Apache-2.0
// A schema's text made ready for the checker: other files of the SDK pulled in, every sub-schema told where it stands.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "reseal/values.h"

namespace reseal::detail {

/// The embedded file of sdk/schemas, or an empty view.
std::string_view schema_file(std::string_view name);

/// The longest text that a pattern is held against; a longer one breaks the rule without being looked at (the regular
/// expressions of the standard library recurse once per character).
inline constexpr int kLongestMatched = 4096;

/// Throws MessageError. In the result
///  - {"$ref": "text.schema.json"} points into "definitions", where the file has been put;
///  - "description" of each sub-schema is its own JSON Pointer, so that a checker can find the words of a rule;
///  - "pattern" is behind a limit on length, and "format" (in draft-07 a remark, not a rule) is gone.
Json load_schema(std::string_view text);

}  // namespace reseal::detail
