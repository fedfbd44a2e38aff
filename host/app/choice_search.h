// SPDX-License-Identifier: Apache-2.0
// A choice with too many values to list (Field::searchable): a person types a part of a name, and picks from what has
// it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/terminal.h"
#include "app/words.h"
#include "reseal/form.h"

namespace reseal::app {

/// The choices whose label, as it is said, or whose value has `part`; case, accents and width do not matter.
std::vector<const Choice*> choices_with(const Field& field, const std::string& part, const Words& words);

/// Asks until one is picked. The value; "" when the person just pressed Enter; empty at end of input.
std::optional<std::string> search_choice(const Field& field, const std::string& question, const Words& words,
                                         const Terminal& terminal);

}  // namespace reseal::app
