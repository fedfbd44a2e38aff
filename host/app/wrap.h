// SPDX-License-Identifier: Apache-2.0
// Text in the columns of a terminal. Colour sequences take none; Chinese takes two a character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reseal::app {

/// Broken between words (and between Chinese characters, but not before their punctuation); what follows is indented as
/// the line began. Words longer than a line stay whole: a serial number is copied. 0 columns: as it is.
std::string wrapped(std::string_view text, std::size_t columns);

/// At most one line, "…" where something was cut. 0 columns: as it is.
std::string cut(std::string_view text, std::size_t columns);

}  // namespace reseal::app
