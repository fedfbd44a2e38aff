// SPDX-License-Identifier: Apache-2.0
// What a broken schema rule is called in plain English.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reseal/schema.h"

namespace reseal::words {

using Problems = std::vector<SchemaProblem>;

/// "a string", "one of: api, guided", "at least 1 character": `rule` is the sub-schema that holds the keyword.
std::string expected(const std::string& keyword, const Json& rule);
/// "no property 'plguins' (did you mean 'plugins'?)"
std::string no_property(const Json& rule, const Json& object, const std::string& name);
/// "property 'plugins' (there is 'plguins')"
std::string missing(const Json& rule, const Json& object, const std::string& name);
std::string exactly_one(const Json& rule, std::size_t alternatives, std::size_t right);

/// One problem for all alternatives, when each says the same kind of thing about the same place.
std::optional<SchemaProblem> merged(const std::vector<Problems>& alternatives, const std::string& pointer);
/// The alternative that fits best: it gets furthest into the document. Null when none says anything.
const Problems* most_probable(const std::vector<Problems>& alternatives, const std::string& pointer);

}  // namespace reseal::words
