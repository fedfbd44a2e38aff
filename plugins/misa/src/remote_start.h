// SPDX-License-Identifier: Apache-2.0
// What has to be known before a certificate for remote signing is renewed, whichever the transport: the version of the
// app, and, when no portal can say it, the kind of certificate.
#pragma once

#include <optional>

#include "forms.h"
#include "remote_kind.h"

namespace reseal::misa {

/// The next question; nothing when all is answered. Nothing is sent before (MISA-R-01, -22, -25, -26).
std::optional<Step> next_starting_step(const Order& order, bool asks_kind, const Contact& contact);

/// MISA-R-01. Versions are compared number by number: 9.10 is older than 14.0, "14" is 14.0.
bool supports_renewal(std::string_view app_version);
/// As the person stated it last.
std::string app_version_of(const Journey& journey);
/// As the person stated it; only after all is answered with `asks_kind`.
Kind stated_kind(const Journey& journey);

bool has_expired(const Order& order);
/// From when a new term counts: what is left of the old one is carried over (MISA-R-02; Q5: an expired one has
/// nothing).
Time term_begins(const Candidate& old, Time now);
/// Days left, or that there are none to carry over.
Text carried_over(const Order& order);

}  // namespace reseal::misa
