// SPDX-License-Identifier: Apache-2.0
// A plugin's library in this process: loaded once, held until the process ends, its table checked before it is used.
#pragma once

#include <filesystem>

#include "reseal/abi.h"
#include "reseal/plugin/inspect.h"

namespace reseal::plugin {

struct Opened {
  const reseal_plugin* table = nullptr;  ///< null: see the finding
  Finding finding;
};

/// Only for a file that inspect_library() found usable. Nothing that the library's code throws leaves here.
Opened open_library(const std::filesystem::path& library);

}  // namespace reseal::plugin
