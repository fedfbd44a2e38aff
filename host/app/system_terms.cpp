// SPDX-License-Identifier: Apache-2.0
#include "app/system_terms.h"

#include <algorithm>

#include "reseal/base/error.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

// Of a system without a registrar, the house's own calendars have the office under the system's id.
LeadTime nothing_stated(const std::string& system, const calendar::Calendars& calendars) {
  LeadTime lead;
  const auto offices = calendars.offices(lead.country);
  if (std::find(offices.begin(), offices.end(), system) != offices.end()) lead.office = system;
  return lead;
}

void ask_registrar(workflow::SystemTerms& terms, plugin::Plugin& registrar) {
  terms.lead = registrar.lead_time();
  const auto description = registrar.describe();
  terms.processing_days = description.processing_days;
  terms.processing_source = description.processing_source;
  terms.has_registrar = true;
}

}  // namespace

calendar::Calendars calendars(const config::Config& config) {
  return calendar::Calendars(config.calendars, "calendars");  // config::load() has found them right
}

std::optional<calendar::Calendar> office_calendar(const calendar::Calendars& calendars, const config::Office& office) {
  const auto offices = calendars.offices(office.country);
  if (std::find(offices.begin(), offices.end(), office.office) == offices.end()) return std::nullopt;
  return calendars.of(office.country, office.office);
}

void correct(workflow::SystemTerms& terms, const config::System& system) {
  const Text configured{"cli.planning.from_configuration", {}};
  if (system.lead_working_hours || system.lead_working_days) {
    terms.lead.working_hours = system.lead_working_hours;
    terms.lead.working_days = system.lead_working_days;
    terms.lead.source = configured;
    for (auto& service : terms.lead.services) {
      service.working_hours = system.lead_working_hours;
      service.working_days = system.lead_working_days;
      service.source = configured;
    }
  }
  if (system.processing_days) {
    terms.processing_days = system.processing_days;
    terms.processing_source = configured;
  }
  if (system.calendar) {
    terms.lead.country = system.calendar->country;
    terms.lead.office = system.calendar->office;
  }
}

std::vector<workflow::SystemTerms> configured_terms(const config::Config& config) {
  const auto known = calendars(config);
  std::vector<workflow::SystemTerms> all;
  for (const auto& system : config.systems) {
    workflow::SystemTerms terms;
    terms.id = system.id;
    terms.holders = system.holders;
    terms.lead = nothing_stated(system.id, known);
    correct(terms, system);
    terms.calendar = office_calendar(known, {terms.lead.country, terms.lead.office});
    all.push_back(std::move(terms));
  }
  return all;
}

std::vector<workflow::SystemTerms> system_terms(Deployment& deployment) {
  const auto known = calendars(deployment.config());
  std::vector<workflow::SystemTerms> all;
  for (const auto& system : deployment.config().systems) {
    workflow::SystemTerms terms;
    terms.id = system.id;
    terms.holders = system.holders;
    terms.lead = nothing_stated(system.id, known);
    const auto& plugins = deployment.plugins().plugins;
    if (const auto found = plugins.find(system.id);
        found != plugins.end() && found->second->manifest().kind == "registrar") {
      try {
        ask_registrar(terms, *found->second);
      } catch (const Error& error) {
        const auto text = deployment.words().error(error.code(), error.params());
        deployment.terminal().note("! " + text.what + " " + text.next);
      }
    }
    correct(terms, system);
    terms.calendar = office_calendar(known, {terms.lead.country, terms.lead.office});
    all.push_back(std::move(terms));
  }
  return all;
}

}  // namespace reseal::app
