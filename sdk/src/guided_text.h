// SPDX-License-Identifier: Apache-2.0
// Texts and forms of a journey document with their placeholders filled in.
#pragma once

#include <vector>

#include "guided_values.h"
#include "reseal/form.h"

namespace reseal::guided {

/// The text under `member`; empty when there is none. A parameter without a value reads "–".
Text text_of(const Json& part, const char* member, const Values& values);
std::vector<Text> texts_of(const Json& part, const char* member, const Values& values);
/// A value to show that this certificate does not have is left out, and so is a prefilled one.
Form form_of(const Json& form, const Values& values);
/// May this part be shown, this step be taken?
bool holds(const Json& condition, const Values& values);

}  // namespace reseal::guided
