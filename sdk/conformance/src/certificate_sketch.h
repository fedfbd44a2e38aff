// SPDX-License-Identifier: Apache-2.0
// Certificate facts from what a person would write about a certificate.
#pragma once

#include <nlohmann/json.hpp>

#include "reseal/certificate_facts.h"

namespace reseal::conformance {

/// "+25d", "-3h", "+0d" from `now`, or RFC 3339. Throws MessageError.
Time time_sketched(std::string_view text, Time now);
/// All facts of a certificate that looks real; the PEM is a placeholder, as no plugin can read one without a library of
/// its own. Throws MessageError.
CertificateFacts facts_sketched(const Json& sketch, Time now);
Candidate candidate_sketched(const Json& sketch, Time now);
/// Every form of a serial number, from its hexadecimal one.
SerialNumber serial_number(const std::string& hex);

}  // namespace reseal::conformance
