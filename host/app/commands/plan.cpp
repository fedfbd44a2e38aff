// SPDX-License-Identifier: Apache-2.0
// When must what be done, so that the new certificate signs on the days that matter?
#include "reseal/workflow/plan.h"

#include <algorithm>

#include "app/calendar_file.h"
#include "app/commands/commands.h"
#include "app/describe.h"
#include "app/json_output.h"
#include "app/pick_certificate.h"
#include "app/system_name.h"
#include "app/system_terms.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"
#include "reseal/crypto/signing.h"
#include "reseal/failure.h"

namespace reseal::app {
namespace {

using workflow::Milestone;
using workflow::Outlook;
using workflow::Signer;

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

/// A plan in the words of its reader.
class PlanWords {
 public:
  PlanWords(const Deployment& deployment, const workflow::PlanRequest& request)
      : deployment_(deployment), words_(deployment.words()), request_(request) {}

  [[nodiscard]] std::string system(const std::string& id, const std::string& service = {}) const {
    auto name = system_name(deployment_, id);
    for (const auto& one : request_.systems) {
      for (const auto& each : one.terms.lead.services) {
        if (one.terms.id == id && each.id == service) name += ", " + words_.say(each.name);
      }
    }
    return name;
  }
  [[nodiscard]] std::string use(const workflow::Use& use) const {
    return words_.say("cli.planning.use", {{"system", system(use.system, use.service)}, {"time", words_.time(use.at)}});
  }
  [[nodiscard]] std::string step(const Milestone& milestone, const workflow::Use& use) const {
    const auto id =
        "cli.planning.step_" + std::string(to_string(milestone.kind)) + (milestone.with_old_key ? "_with_old_key" : "");
    return words_.say(id, {{"system", system(use.system, use.service)}});
  }
  /// The step with its moment.
  [[nodiscard]] std::string milestone(const Milestone& milestone, const workflow::Use& use) const {
    const auto say = [&](const char* id, Time time) {
      return words_.say(std::string("cli.planning.") + id,
                        {{"step", step(milestone, use)}, {"time", words_.time(time)}});
    };
    if (milestone.done_at) return say("done", *milestone.done_at);
    if (milestone.missed(request_.now)) return say("late", milestone.deadline.by);
    if (!milestone.deadline.unknowns.any()) return say("by", milestone.deadline.by);
    return say("before", milestone.deadline.by);
  }
  /// What nobody stated, and where it can be stated; empty when all is known.
  [[nodiscard]] std::string unknowns(const workflow::Unknowns& unknowns) const {
    std::string text;
    for (const auto& name : unknown_names(unknowns)) {
      text += (text.empty() ? "" : " ") + words_.say("cli.planning.unknown_" + name);
    }
    return text;
  }
  [[nodiscard]] std::string outlook(const workflow::UsePlan& planned) const {
    auto text = words_.say("cli.planning.outlook_" + std::string(to_string(planned.outlook)),
                           {{"time", words_.time(planned.usable_from.by)}});
    if (planned.slack) {
      const auto minutes = std::chrono::floor<std::chrono::minutes>(std::chrono::abs(*planned.slack)).count();
      text += " " + words_.say(planned.slack->count() < 0 ? "cli.planning.too_late" : "cli.planning.to_spare",
                               {{"hours", std::to_string(minutes / 60)}, {"minutes", std::to_string(minutes % 60)}});
    }
    return text;
  }
  [[nodiscard]] std::string signer(Signer signer) const {
    return words_.say("cli.planning.signer_" + std::string(to_string(signer)),
                      {{"serial", serial_tail(request_.old_certificate.serial)},
                       {"time", words_.time(request_.old_certificate.not_after)}});
  }
  [[nodiscard]] std::string warning(const workflow::PlanWarning& warning) const {
    return words_.say(
        "cli.planning.warning_" + std::string(to_string(warning.kind)),
        {{"system", system(warning.system)}, {"time", warning.at ? words_.time(*warning.at) : std::string()}});
  }
  [[nodiscard]] std::string start(const workflow::Bound& bound) const {
    return words_.say(bound.unknowns.any() ? "cli.planning.start_before" : "cli.planning.start_by",
                      {{"time", words_.time(bound.by)}});
  }

  [[nodiscard]] static std::vector<std::string> unknown_names(const workflow::Unknowns& unknowns) {
    std::vector<std::string> names;
    if (unknowns.lead_time) names.emplace_back("lead_time");
    if (unknowns.processing) names.emplace_back("processing");
    if (unknowns.ca_processing) names.emplace_back("ca_processing");
    if (unknowns.calendar) names.emplace_back("calendar");
    return names;
  }

 private:
  const Deployment& deployment_;
  const Words& words_;
  const workflow::PlanRequest& request_;
};

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

/// The moments of one use, each with an alarm a working day before.
class UseCalendar {
 public:
  UseCalendar(const workflow::PlanRequest& request, const workflow::UsePlan& planned, const PlanWords& say)
      : request_(request), planned_(planned), say_(say) {
    calendar_ = request.ca.calendar;
    for (const auto& system : request.systems) {
      if (system.terms.id == planned.use.system && system.terms.calendar) calendar_ = system.terms.calendar;
    }
    const auto unknown = say.unknowns(planned.milestones.front().deadline.unknowns);
    about_ = say.use(planned.use) + "\n" + say.outlook(planned) + (unknown.empty() ? "" : "\n" + unknown) + "\n" +
             say.signer(planned.signer) + "\n" + holder_line(request.old_certificate) + "  " +
             request.old_certificate.serial.hex;
  }

  void add_to(std::vector<CalendarEntry>& entries) const {
    for (const auto& milestone : planned_.milestones) {
      const auto at = milestone.done_at.value_or(milestone.deadline.by);
      entries.push_back({.uid = uid(to_string(milestone.kind)),
                         .at = at,
                         .summary = (milestone.done_at ? "✓ " : "") + say_.step(milestone, planned_.use),
                         .description = say_.milestone(milestone, planned_.use) + "\n" + about_,
                         .alarm = milestone.done_at ? std::nullopt : alarm(at)});
    }
    entries.push_back({.uid = uid("use"),
                       .at = planned_.use.at,
                       .summary = say_.use(planned_.use),
                       .description = about_,
                       .alarm = alarm(planned_.use.at)});
  }

 private:
  // Of what does not move: certificate, use and kind of step.
  [[nodiscard]] std::string uid(std::string_view kind) const {
    const auto& use = planned_.use;
    const auto name = request_.old_certificate.sha256 + "/" + use.system + "/" + use.service + "/" + to_iso(use.at) +
                      "/" + std::string(kind);
    constexpr std::size_t kDigits = 32;
    return crypto::sha256_hex(as_bytes(name)).substr(0, kDigits) + "@reseal";
  }
  [[nodiscard]] std::optional<Time> alarm(Time at) const {
    const auto before = calendar_ ? calendar_->before(at, calendar::WorkingDays{1}).time : std::nullopt;
    return before && *before > request_.now ? before : std::nullopt;
  }

  const workflow::PlanRequest& request_;
  const workflow::UsePlan& planned_;
  const PlanWords& say_;
  std::optional<calendar::Calendar> calendar_;
  std::string about_;
};

void write_calendar(const std::string& file, const workflow::Plan& plan, const workflow::PlanRequest& request,
                    const PlanWords& say) {
  std::vector<CalendarEntry> entries;
  for (const auto& planned : plan.uses) UseCalendar(request, planned, say).add_to(entries);
  write_file(path_from_utf8(file), calendar_file(entries, request.now));
}

}  // namespace

int plan(Deployment& deployment, const PlanQuery& query) {
  const auto holdings = deployment.holdings(false);
  const auto& holding = pick_certificate(deployment, holdings, query.certificate);
  const auto request = request_for(deployment, holding.candidate.certificate, query.uses);
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
