// SPDX-License-Identifier: Apache-2.0
// A schema's text made ready for the checker: other files of the SDK pulled in, every sub-schema told where it stands.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "reseal/values.h"

namespace reseal::detail {

/// The embedded file of sdk/schemas, or an empty view.
std::string_view schema_file(std::string_view name);

/// Where a "pattern" stands in the result: the name of a rule of our own (pattern_rule.h).
inline constexpr const char* kPatternKeyword = "reseal:pattern";

/// Throws MessageError. In the result
///  - {"$ref": "text.schema.json"} points into "definitions", where the file has been put;
///  - "description" of each sub-schema is its own JSON Pointer, so that a checker can find the words of a rule;
///  - "pattern" is called kPatternKeyword, and "format" (in draft-07 a remark, not a rule) is gone.
Json load_schema(std::string_view text);

}  // namespace reseal::detail
