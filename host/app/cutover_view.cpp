// SPDX-License-Identifier: Apache-2.0
#include "app/cutover_view.h"

#include <algorithm>

#include "app/describe.h"
#include "app/system_name.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

using workflow::Standing;

Style style_of(Standing standing) {
  switch (standing) {
    case Standing::accepted:
      return Style::good;
    case Standing::refused:
    case Standing::stuck:
      return Style::bad;
    default:
      return Style::warn;
  }
}

std::string in_force(const workflow::ServiceStanding& service, const Words& words) {
  if (service.standing != Standing::accepted) return {};
  if (!service.in_force.from) return words.say("cli.cutover.day_unknown");
  if (!service.in_force.lead_known) return words.say("cli.cutover.no_lead_stated");
  return words.time(*service.in_force.from);
}

/// " / E-filing", in the registrar's words where there is one.
std::string service_name(Deployment& deployment, const std::string& system, const std::string& service) {
  if (service.empty()) return {};
  if (const auto* terms = deployment.cutover().system(system)) {
    for (const auto& known : terms->lead.services) {
      if (known.id == service && !known.name.empty()) return " / " + deployment.words().say(known.name);
    }
  }
  return " / " + printable(service);
}

Json time_json(const std::optional<Time>& time) { return time ? Json(to_iso(*time)) : Json(); }

}  // namespace

void show_standings(Deployment& deployment, const std::vector<workflow::SystemStanding>& standings) {
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  Table table({words.say("cli.cutover.system"), words.say("cli.cutover.standing"), words.say("cli.cutover.accepted_at"),
               words.say("cli.cutover.usable_from"), words.say("cli.cutover.reference")});
  for (const auto& standing : standings) {
    for (const auto& service : standing.services) {
      table.row({{system_name(deployment, standing.system) + service_name(deployment, standing.system, service.service),
                  Style::bold},
                 {words.say("cli.standing." + std::string(to_string(service.standing))), style_of(service.standing)},
                 {service.accepted_at ? words.time(*service.accepted_at) : ""},
                 {in_force(service, words)},
                 {printable(standing.reference)}});
    }
  }
  table.print(terminal);
  for (const auto& standing : standings) {
    if (standing.standing == Standing::accepted || !standing.message) continue;
    terminal.prose(terminal.styled(system_name(deployment, standing.system) + ": ", Style::bold) +
                   words.say(*standing.message));
    for (const auto& next : standing.next) terminal.prose("    " + words.say(next));
  }
}

Json standing_json(const workflow::SystemStanding& standing, const Words& words) {
  Json json{{"system", standing.system},
            {"standing", std::string(to_string(standing.standing))},
            {"order", standing.order.empty() ? Json() : Json(standing.order)},
            {"since", time_json(standing.since)},
            {"message", standing.message ? Json(words.say(*standing.message)) : Json()},
            {"next", Json::array()},
            {"reference", standing.reference},
            {"evidence", standing.evidence},
            {"services", Json::array()}};
  for (const auto& next : standing.next) json["next"].push_back(words.say(next));
  for (const auto& service : standing.services) {
    json["services"].push_back({{"service", service.service},
                                {"standing", std::string(to_string(service.standing))},
                                {"accepted_at", time_json(service.accepted_at)},
                                {"in_force_from", time_json(service.in_force.from)},
                                {"lead_time_stated", service.in_force.lead_known}});
  }
  return json;
}

Json signing_json(const workflow::SigningChoice& choice, const Words& words) {
  constexpr const char* kWhich[] = {"only", "old", "new", "neither"};
  return {{"which", kWhich[static_cast<std::size_t>(choice.which)]},
          {"uri", choice.uri.empty() ? Json() : Json(choice.uri)},
          {"serial", choice.certificate ? Json(choice.certificate->serial.hex) : Json()},
          {"reason", words.say(choice.reason)},
          {"until", time_json(choice.until)}};
}

}  // namespace reseal::app
