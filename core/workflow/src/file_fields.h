// SPDX-License-Identifier: Apache-2.0
// Files that a person gave in a form, held against what the form says they may be (Field::media_types).
#pragma once

#include <vector>

#include "reseal/form.h"
#include "reseal/workflow/engine.h"

namespace reseal::workflow {

/// In each file of an answer that is right otherwise, in place of what the front end said: "media_type" by its content,
/// "pages", and a "name" that does no harm. Else a problem of the rule "media_type", "pages" or "unsafe_file".
std::vector<AnswerProblem> inspect_file_fields(const World& world, const Form& form, Json& answer);

}  // namespace reseal::workflow
