// SPDX-License-Identifier: Apache-2.0
// Renders any plugin's form on a terminal and takes the answer.
#pragma once

#include <optional>

#include <nlohmann/json.hpp>

#include "app/shown_files.h"
#include "app/terminal.h"
#include "app/words.h"
#include "reseal/form.h"

namespace reseal::app {

/// Shows the form without asking (for `order ID` and --no-input).
/// `files`: where its paper and codes were written (write_shown_files).
void show_form(const Form& form, const Words& words, const Terminal& terminal,
               const std::vector<ShownFile>& files = {});

/// Shows the form and asks until the answer is right. {"accepted": true, "answer": {...}} or {"accepted": false}; empty
/// when the person went away (end of input).
std::optional<Json> ask_form(const Form& form, const Words& words, const Terminal& terminal,
                             const std::vector<ShownFile>& files = {});

/// Empty at end of input.
std::optional<bool> ask_yes_no(const std::string& question, const Words& words, const Terminal& terminal);

}  // namespace reseal::app
