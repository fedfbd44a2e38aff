// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace reseal::plugin {

/// Who beside root and this user may write to it (inspect.h says what counts), in words; empty: nobody.
std::optional<std::string> who_else_may_write(const std::filesystem::path& path);

}  // namespace reseal::plugin
