// SPDX-License-Identifier: Apache-2.0
// What the SDK itself says to people (hints about answers), for the host's catalogue.
#pragma once

#include <string_view>

namespace reseal::detail {

/// The embedded file of sdk/texts: "vi.json", "en.json", "zh.json". Empty for any other name.
std::string_view sdk_text_file(std::string_view name);

}  // namespace reseal::detail
