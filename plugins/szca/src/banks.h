// SPDX-License-Identifier: Apache-2.0
// The banks that the hall's drop-down list offers (SZCA-27): data. banks.json has some; the setting `banks` replaces
// it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reseal/form.h"

namespace reseal::szca {

/// Throws MessageError when the list is empty or names a bank twice.
std::vector<std::string> load_banks(const std::filesystem::path& file, const Json& settings);

/// 基本户开户行: a part of the name is typed, and one of the list is picked; anything else is no answer.
Field bank_field(const std::vector<std::string>& banks);

}  // namespace reseal::szca
