// SPDX-License-Identifier: Apache-2.0
// Where this platform keeps configuration and state.
#pragma once

#include <filesystem>
#include <optional>

namespace reseal::config {

std::filesystem::path system_file();
std::optional<std::filesystem::path> user_file();  ///< empty: the user has no home
std::filesystem::path default_state_folder();

}  // namespace reseal::config
