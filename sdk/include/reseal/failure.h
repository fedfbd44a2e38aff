// SPDX-License-Identifier: Apache-2.0
// How a plugin says that a call did not work out. The *type* carries the decision, so that the host owns back-off,
// status and wording (as cert-manager's issuer library does it).
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "reseal/values.h"

namespace reseal {

/// A message that is not of the agreed shape.
class MessageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The portal cannot be reached or is busy. The host asks the same question again, with back-off and jitter, never past
/// the order's next deadline. `after` is the portal's own wish (Retry-After).
class TryLater : public std::runtime_error {
 public:
  explicit TryLater(const std::string& why, std::optional<Seconds> after_seconds = {})
      : std::runtime_error(why), after(after_seconds) {}
  std::optional<Seconds> after;
};

/// The portal answered, and its answer makes no sense or breaks its contract. Nothing was decided: the order stays
/// where it is, the host asks again a few times and then calls a person.
class PortalNonsense : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace reseal
