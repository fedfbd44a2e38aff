// SPDX-License-Identifier: Apache-2.0
// What is to be read of an HTML mail: no browser, a stripper of tags. Text that a style would hide is shown.
#pragma once

#include <string>
#include <string_view>

namespace reseal::mail {

/// UTF-8 in, UTF-8 out; blocks become lines; linear in the size of the input.
std::string html_text(std::string_view html);

}  // namespace reseal::mail
