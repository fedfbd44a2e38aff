// SPDX-License-Identifier: Apache-2.0
// The person of a world: fills a form in by its own rules where the world says nothing.
#pragma once

#include <optional>

#include "reseal/form.h"

namespace reseal::conformance {

/// An answer that the form takes: `given` first, then each field's initial value, then one that its rules allow. Empty
/// when there is none that this person can think of.
std::optional<Json> fill_in(const Form& form, const Json& given);
/// The field that fill_in() could not do right, by id; for the message.
std::string unanswerable(const Form& form, const Json& given);

}  // namespace reseal::conformance
