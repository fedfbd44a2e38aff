// SPDX-License-Identifier: Apache-2.0
// What is no certificate or no certificate request, as an error. For the sources of this room only.
#pragma once

#include <string>

#include "reseal/base/error.h"

namespace reseal::crypto {

[[nodiscard]] inline Error malformed(const std::string& problem) {
  return Error(ErrorCode::certificate_malformed, {{"problem", problem}}, problem);
}

}  // namespace reseal::crypto
