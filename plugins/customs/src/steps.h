// SPDX-License-Identifier: Apache-2.0
// The step function of the api transport: what comes next is read from the order's history and the portal's state.
#pragma once

#include "forms.h"

namespace reseal::customs {

/// What one question needs.
struct Question {
  const Order& order;
  Portal portal;
  Contact contact;
  Seconds pace;  ///< between two looks at the portal
};

Step next_registration_step(const Question& question);

/// Why the website cannot help any more. The value is journalled in memory.paper.
inline constexpr const char* kNoOldKey = "no_old_key";
inline constexpr const char* kUnknownCertificate = "unknown_certificate";
inline constexpr const char* kAlreadyUpdated = "already_updated";

/// The way on paper, once begun: instructions, then waiting for Customs' letter, then Done or Refuse from what it says.
/// Nothing is sent to the portal any more. `portal_says`: its own words; may be empty.
Step next_paper_step(const Question& question, const std::string& why, const std::string& portal_says);

}  // namespace reseal::customs
