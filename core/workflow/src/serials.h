// SPDX-License-Identifier: Apache-2.0
// Serial numbers as portals print them.
#pragma once

#include <string>

#include "reseal/certificate_facts.h"

namespace reseal::workflow {

/// Whether `text` is this serial: hex in either case, with or without separators and leading zeros, or decimal.
bool is_serial(std::string text, const SerialNumber& serial);

}  // namespace reseal::workflow
