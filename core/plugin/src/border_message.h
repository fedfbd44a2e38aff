// SPDX-License-Identifier: Apache-2.0
// The messages of the border, as both ways of reaching a plugin write and read them; nothing in an answer is believed.
#pragma once

#include <string>
#include <string_view>

#include "reseal/values.h"

namespace reseal::plugin {

/// {"call", "input"} as text on one line. Throws Misbehaviour when it is not a message of the border.
std::string question(std::string_view call, const Json& input);

/// Throws Misbehaviour when it is not JSON as the border takes it.
Json parsed_answer(const std::string& text);

/// What is under "ok". Throws TryLater, PortalNonsense, Refusal or Misbehaviour.
Json opened_answer(Json message);

/// Another side's words, fit for a person's screen.
std::string for_people(const Json& text);

}  // namespace reseal::plugin
