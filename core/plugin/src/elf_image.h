// SPDX-License-Identifier: Apache-2.0
// Reads an ELF file as bytes. The dynamic loader trusts the tables of a file and is killed (SIGBUS) when they point
// past its end, so they are held against the file's size before the loader sees it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/plugin/inspect.h"

namespace reseal::plugin {

/// Empty: this machine's loader will find all that the tables promise.
std::optional<Finding> elf_problem(std::string_view image, std::string_view name);

}  // namespace reseal::plugin
