// SPDX-License-Identifier: Apache-2.0
// What is known about the systems that have to accept a new certificate: the registrars' words, corrected by the
// configuration. What neither says stays empty: unknown, never zero (BHX-03).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/deployment.h"
#include "reseal/calendar/calendars.h"
#include "reseal/workflow/cutover.h"

namespace reseal::app {

/// The shipped calendars with the deployment's corrections. Throws Error(config_invalid).
calendar::Calendars calendars(const config::Config& config);

/// The calendar of an office; empty for a country or an office that has none.
std::optional<calendar::Calendar> office_calendar(const calendar::Calendars& calendars, const config::Office& office);

/// Of every system of the configuration, in its order. Loads the plugins. A registrar that fails when it is asked is
/// told of on stderr and counts as none: the system stays, with what the configuration says.
std::vector<workflow::SystemTerms> system_terms(Deployment& deployment);

/// The same without asking any registrar: what the configuration alone says. Loads no plugin.
std::vector<workflow::SystemTerms> configured_terms(const config::Config& config);

/// The configuration's figures laid over the registrar's: its lead time holds for every service.
void correct(workflow::SystemTerms& terms, const config::System& system);

}  // namespace reseal::app
