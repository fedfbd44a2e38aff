// SPDX-License-Identifier: Apache-2.0
// Where in a text a value stands: JSON parsers forget lines, people do not.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace reseal {

/// Line of every member (where its key stands) and item, by JSON Pointer, in text that has been parsed before.
std::map<std::string, int> lines_of(std::string_view json_with_comments);

/// Line of `pointer`, else of what it lies in, else 1.
int line_of(const std::map<std::string, int>& lines, std::string pointer);

}  // namespace reseal
