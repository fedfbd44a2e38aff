// SPDX-License-Identifier: Apache-2.0
// When must what be done, so that the new certificate signs on the days that matter?
#include "reseal/workflow/plan.h"

#include <algorithm>

#include "app/choose_succession.h"
#include "app/commands/commands.h"
#include "app/describe.h"
#include "app/json_output.h"
#include "app/pick_certificate.h"
#include "app/plan_calendar.h"
#include "app/plan_words.h"
#include "app/system_terms.h"
#include "reseal/base/error.h"
#include "reseal/failure.h"

namespace reseal::app {
namespace {

using workflow::Outlook;

/// SYSTEM[/SERVICE]=TIME
workflow::Use use_from(const std::string& text, const Deployment& deployment) {
  const auto wrong = [&](const std::string& problem) {
    return Error(
        ErrorCode::usage,
        {{"problem", deployment.words().say("cli.planning.wrong_use", {{"use", text}, {"problem", problem}})}});
  };
  const auto equals = text.find('=');
  if (equals == std::string::npos) throw wrong("SYSTEM[/SERVICE]=TIME");
  workflow::Use use;
  use.system = text.substr(0, equals);
  if (const auto slash = use.system.find('/'); slash != std::string::npos) {
    use.service = use.system.substr(slash + 1);
    use.system.resize(slash);
  }
  const auto& systems = deployment.config().systems;
  if (std::none_of(systems.begin(), systems.end(), [&](const auto& system) { return system.id == use.system; })) {
    throw wrong(deployment.words().say("cli.planning.unknown_system", {{"system", use.system}}));
  }
  try {
    use.at = time_from_local(text.substr(equals + 1), deployment.config().time_zone);
  } catch (const MessageError& error) {
    throw wrong(error.what());
  }
  return use;
}

/// What the store and the journals know of the certificate, and what it will be used for.
workflow::PlanRequest request_for(Deployment& deployment, const CertificateFacts& certificate,
                                  const std::vector<std::string>& uses) {
  workflow::PlanRequest request;
  for (const auto& use : uses) request.uses.push_back(use_from(use, deployment));
  request.now = deployment.now();
  request.warn_days = deployment.config().warn_days;
  request.ca = {deployment.config().renewal_days,
                office_calendar(calendars(deployment.config()), deployment.config().renewal_calendar)};
  request.old_certificate = certificate;

  auto& store = deployment.store();
  auto& cutover = deployment.cutover();
  const auto succession = cutover.succession_of(certificate.sha256);
  for (const auto& system : cutover.systems()) {
    request.systems.push_back(
        {system, succession ? std::optional(cutover.standing(*succession, system)) : std::nullopt});
  }
  auto order = store.open_order_for(certificate.sha256);
  if (succession) {
    request.old_certificate = succession->old_certificate;
    request.new_certificate = succession->new_certificate;
    request.renewal.installed_at = succession->installed_at;
    order = store.find_order(succession->order);
  }
  if (order) request.renewal.ordered_at = std::chrono::floor<std::chrono::seconds>(order->opened_at);
  return request;
}

Style style_of(Outlook outlook) {
  return outlook == Outlook::met ? Style::good : outlook == Outlook::unclear ? Style::warn : Style::bad;
}

void show(const workflow::Plan& plan, const workflow::PlanRequest& request, const PlanWords& say,
          const Terminal& terminal) {
  terminal.out(terminal.styled(holder_line(request.old_certificate), Style::bold) + "  " +
               serial_tail(request.old_certificate.serial));
  for (const auto& planned : plan.uses) {
    terminal.out("");
    terminal.out(terminal.styled(say.use(planned.use), Style::bold));
    for (const auto& milestone : planned.milestones) {
      const auto* mark = milestone.done_at ? "✓ " : milestone.missed(request.now) ? "! " : "• ";
      terminal.prose("  " + std::string(mark) + say.milestone(milestone, planned.use));
    }
    terminal.prose("  " + terminal.styled(say.outlook(planned), style_of(planned.outlook)));
    if (const auto text = say.unknowns(planned.milestones.front().deadline.unknowns); !text.empty()) {
      terminal.prose("  ? " + text);
    }
    terminal.prose("  " + say.signer(planned.signer));
  }
  terminal.out("");
  if (plan.start_by && !request.renewal.ordered_at) {
    terminal.out(terminal.styled(say.start(*plan.start_by), Style::bold));
  }
  for (const auto& warning : plan.warnings) terminal.prose(terminal.styled("! " + say.warning(warning), Style::warn));
}

Json bound_json(const workflow::Bound& bound) {
  constexpr std::string_view kStandings[] = {"confirmed", "unverified", "announced"};
  return {{"time", to_iso(bound.by)},
          {"exact", !bound.unknowns.any()},
          {"unknowns", PlanWords::unknown_names(bound.unknowns)},
          {"days", kStandings[static_cast<std::size_t>(bound.standing)]}};
}

Json use_json(const workflow::UsePlan& planned, const PlanWords& say) {
  Json json{{"system", planned.use.system},
            {"service", planned.use.service},
            {"at", to_iso(planned.use.at)},
            {"outlook", to_string(planned.outlook)},
            {"usable_from", bound_json(planned.usable_from)},
            {"slack_seconds", planned.slack ? Json(planned.slack->count()) : Json()},
            {"signer", to_string(planned.signer)},
            {"milestones", Json::array()}};
  for (const auto& milestone : planned.milestones) {
    json["milestones"].push_back({{"kind", to_string(milestone.kind)},
                                  {"by", bound_json(milestone.deadline)},
                                  {"done_at", milestone.done_at ? Json(to_iso(*milestone.done_at)) : Json()},
                                  {"with_old_key", milestone.with_old_key},
                                  {"text", say.milestone(milestone, planned.use)}});
  }
  return json;
}

Json plan_json(const workflow::Plan& plan, const workflow::PlanRequest& request, const PlanWords& say) {
  Json json{{"certificate", request.old_certificate.sha256},
            {"serial", request.old_certificate.serial.hex},
            {"now", to_iso(request.now)},
            {"uses", Json::array()},
            {"start_by", plan.start_by ? bound_json(*plan.start_by) : Json()},
            {"warnings", Json::array()},
            {"all_met", plan.all_met()},
            {"act_now", plan.act_now}};
  for (const auto& planned : plan.uses) json["uses"].push_back(use_json(planned, say));
  for (const auto& warning : plan.warnings) {
    json["warnings"].push_back({{"kind", to_string(warning.kind)},
                                {"system", warning.system},
                                {"at", warning.at ? Json(to_iso(*warning.at)) : Json()},
                                {"text", say.warning(warning)}});
  }
  return json;
}

/// Old and new are one matter: who names neither means the renewal, when there is only one.
CertificateFacts planned_for(Deployment& deployment, const std::string& name) {
  if (const auto renewed = find_succession(deployment.cutover(), name)) return renewed->old_certificate;
  const auto holdings = deployment.holdings(false);
  return pick_certificate(deployment, holdings, name).candidate.certificate;
}

}  // namespace

int plan(Deployment& deployment, const PlanQuery& query) {
  const auto request = request_for(deployment, planned_for(deployment, query.certificate), query.uses);
  const auto planned = workflow::plan(request);
  const PlanWords say(deployment, request);
  const bool writes = !query.calendar_file.empty() && !deployment.options().dry_run;
  if (writes) write_calendar(query.calendar_file, planned, request, say);
  if (deployment.options().json) {
    print_json(plan_json(planned, request, say));
  } else {
    show(planned, request, say, deployment.terminal());
    if (writes) {
      deployment.terminal().note(deployment.words().say("cli.planning.written", {{"file", query.calendar_file}}));
    }
  }
  if (planned.any_missed()) return kNotYetAcceptedEverywhere;
  return planned.act_now ? kPersonMustAct : kDone;
}

}  // namespace reseal::app
