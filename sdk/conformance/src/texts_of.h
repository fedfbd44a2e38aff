// SPDX-License-Identifier: Apache-2.0
// Every text for a person in an answer.
#pragma once

#include <vector>

#include "question.h"

namespace reseal::conformance {

std::vector<Text> texts_of(const Step& step);
/// Of any question; empty when the plugin said nothing.
std::vector<Text> texts_of(const Question& question, const Answer& answer);

}  // namespace reseal::conformance
