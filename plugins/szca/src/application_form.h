// SPDX-License-Identifier: Apache-2.0
// The application on paper (SZCA-10, SZCA-30): what was entered, with the places for the handler's signature and the
// unit's red seal.
#pragma once

#include "renewal.h"
#include "reseal/form.h"

namespace reseal::szca {

Printout application_printout(const Renewal& now, const Application& application);
/// Prints it, and takes the scan (SZCA-11).
Form scan_form(const Renewal& now, const Application& application, const std::optional<Text>& warning);

}  // namespace reseal::szca
