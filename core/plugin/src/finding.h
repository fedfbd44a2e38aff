// SPDX-License-Identifier: Apache-2.0
// Findings as they are made, thrown, and carried from the probing child to its parent.
#pragma once

#include <filesystem>
#include <string>

#include "reseal/base/error.h"
#include "reseal/plugin/inspect.h"
#include "reseal/values.h"

namespace reseal::plugin {

/// `problem` names the file; the last three say what was expected, what was found and what to do.
Finding unusable(std::string code, std::string problem, std::string expected, std::string found, std::string advice);
Finding usable(std::string sha256);

Json to_report(const Finding& finding);
/// Throws MessageError when it is not such a report.
Finding from_report(const std::string& text);

}  // namespace reseal::plugin
