// SPDX-License-Identifier: Apache-2.0
#include "app/plan_words.h"

#include "app/describe.h"
#include "app/system_name.h"

namespace reseal::app {

using workflow::Milestone;
using workflow::Signer;

std::string PlanWords::system(const std::string& id, const std::string& service) const {
  auto name = system_name(deployment_, id);
  for (const auto& one : request_.systems) {
    for (const auto& each : one.terms.lead.services) {
      if (one.terms.id == id && each.id == service) name += ", " + words_.say(each.name);
    }
  }
  return name;
}

std::string PlanWords::use(const workflow::Use& use) const {
  return words_.say("cli.planning.use", {{"system", system(use.system, use.service)}, {"time", words_.time(use.at)}});
}

std::string PlanWords::step(const Milestone& milestone, const workflow::Use& use) const {
  const auto id =
      "cli.planning.step_" + std::string(to_string(milestone.kind)) + (milestone.with_old_key ? "_with_old_key" : "");
  return words_.say(id, {{"system", system(use.system, use.service)}});
}

std::string PlanWords::milestone(const Milestone& milestone, const workflow::Use& use) const {
  const auto say = [&](const char* id, Time time) {
    return words_.say(std::string("cli.planning.") + id, {{"step", step(milestone, use)}, {"time", words_.time(time)}});
  };
  if (milestone.done_at) return say("done", *milestone.done_at);
  if (milestone.missed(request_.now)) return say("late", milestone.deadline.by);
  if (!milestone.deadline.unknowns.any()) return say("by", milestone.deadline.by);
  return say("before", milestone.deadline.by);
}

std::string PlanWords::unknowns(const workflow::Unknowns& unknowns) const {
  std::string text;
  for (const auto& name : unknown_names(unknowns)) {
    text += (text.empty() ? "" : " ") + words_.say("cli.planning.unknown_" + name);
  }
  return text;
}

std::string PlanWords::outlook(const workflow::UsePlan& planned) const {
  auto text = words_.say("cli.planning.outlook_" + std::string(to_string(planned.outlook)),
                         {{"time", words_.time(planned.usable_from.by)}});
  if (planned.slack) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(std::chrono::abs(*planned.slack)).count();
    text += " " + words_.say(planned.slack->count() < 0 ? "cli.planning.too_late" : "cli.planning.to_spare",
                             {{"hours", std::to_string(minutes / 60)}, {"minutes", std::to_string(minutes % 60)}});
  }
  return text;
}

std::string PlanWords::signer(Signer signer) const {
  return words_.say("cli.planning.signer_" + std::string(to_string(signer)),
                    {{"serial", serial_tail(request_.old_certificate.serial)},
                     {"time", words_.time(request_.old_certificate.not_after)}});
}

std::string PlanWords::warning(const workflow::PlanWarning& warning) const {
  return words_.say(
      "cli.planning.warning_" + std::string(to_string(warning.kind)),
      {{"system", system(warning.system)}, {"time", warning.at ? words_.time(*warning.at) : std::string()}});
}

std::string PlanWords::start(const workflow::Bound& bound) const {
  return words_.say(bound.unknowns.any() ? "cli.planning.start_before" : "cli.planning.start_by",
                    {{"time", words_.time(bound.by)}});
}

std::vector<std::string> PlanWords::unknown_names(const workflow::Unknowns& unknowns) {
  std::vector<std::string> names;
  if (unknowns.lead_time) names.emplace_back("lead_time");
  if (unknowns.processing) names.emplace_back("processing");
  if (unknowns.ca_processing) names.emplace_back("ca_processing");
  if (unknowns.calendar) names.emplace_back("calendar");
  return names;
}

}  // namespace reseal::app
