// SPDX-License-Identifier: Apache-2.0
// The engine's own words, for whoever builds the catalogue: ids begin with "engine.", "cutover." or "alarm.".
#pragma once

#include <string_view>

namespace reseal::workflow {

/// "vi.json", "en.json" or "zh.json"; an empty view for any other name.
std::string_view engine_text_file(std::string_view name);

}  // namespace reseal::workflow
