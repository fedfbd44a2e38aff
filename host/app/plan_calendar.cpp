// SPDX-License-Identifier: Apache-2.0
#include "app/plan_calendar.h"

#include <optional>

#include "app/calendar_file.h"
#include "app/describe.h"
#include "reseal/base/file.h"
#include "reseal/crypto/signing.h"

namespace reseal::app {
namespace {

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

}  // namespace

void write_calendar(const std::string& file, const workflow::Plan& plan, const workflow::PlanRequest& request,
                    const PlanWords& say) {
  std::vector<CalendarEntry> entries;
  for (const auto& planned : plan.uses) UseCalendar(request, planned, say).add_to(entries);
  write_file(path_from_utf8(file), calendar_file(entries, request.now));
}

}  // namespace reseal::app
