// SPDX-License-Identifier: Apache-2.0
// For documents in messages: Sign::document, forms that travel inside JSON.
#pragma once

#include <string>
#include <string_view>

namespace reseal {

/// RFC 4648 section 4, one line, padded.
[[nodiscard]] std::string base64_encoded(std::string_view bytes);

}  // namespace reseal
