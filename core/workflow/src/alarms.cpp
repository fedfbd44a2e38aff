// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/alarms.h"

#include <array>

#include "serials.h"

namespace reseal::workflow {
namespace {

constexpr std::array<std::string_view, 9> kKinds = {"not_told",         "refused",       "stuck",
                                                    "no_answer",        "old_ends",      "old_key_running_out",
                                                    "not_what_it_says", "known_already", "unreachable"};

class Look {
 public:
  Look(const Succession& succession, const SystemStanding& standing, const SystemTerms& terms, Time now, int warn_days)
      : succession_(succession), standing_(standing), terms_(terms), now_(now), warn_days_(warn_days) {}

  std::vector<Alarm> run(const Reality& reality) {
    if (standing_.standing == Standing::accepted) {
      against(reality);
      return std::move(alarms_);
    }
    switch (standing_.standing) {
      case Standing::not_started:
        add(Alarm::Kind::not_told, false);
        break;
      case Standing::refused:
        add(Alarm::Kind::refused, true);
        break;
      case Standing::stuck:
        add(Alarm::Kind::stuck, true);
        break;
      case Standing::waiting:
        if (silent_for_too_long()) add(Alarm::Kind::no_answer, true);
        break;
      default:
        break;
    }
    const Seconds left = succession_.old_certificate.not_after - now_;
    if (left <= std::chrono::hours(24 * warn_days_)) {
      const bool urgent = left <= kUrgent;
      add(Alarm::Kind::old_ends, urgent);
      if (terms_.lead.needs_old_key && standing_.standing != Standing::waiting) {
        add(Alarm::Kind::old_key_running_out, urgent);
      }
    }
    against(reality);
    return std::move(alarms_);
  }

 private:
  void against(const Reality& reality) {
    if (reality.kind == Reality::Kind::unreachable) add(Alarm::Kind::unreachable, false, {{"why", reality.why}});
    if (reality.kind != Reality::Kind::answered) return;
    const bool knows_it = is_serial(reality.serial, succession_.new_certificate.serial);
    const Text::Params there = {{"serial", reality.serial.empty() ? "–" : reality.serial}};
    if (standing_.standing == Standing::accepted && !knows_it) add(Alarm::Kind::not_what_it_says, true, there);
    if (standing_.standing != Standing::accepted && knows_it) add(Alarm::Kind::known_already, true, there);
  }

  [[nodiscard]] bool silent_for_too_long() const {
    if (!standing_.since) return false;
    if (terms_.processing_days && terms_.calendar) {
      const auto due = terms_.calendar->due(*standing_.since, calendar::WorkingDays{*terms_.processing_days});
      if (due.time) return now_ > *due.time;
    }
    return now_ - *standing_.since > kPatienceWithAgencies;
  }

  void add(Alarm::Kind kind, bool act, Text::Params more = {}) {
    more.emplace("new", succession_.new_certificate.serial.hex);
    more.emplace("old", succession_.old_certificate.serial.hex);
    more.emplace("old_until", to_iso(succession_.old_certificate.not_after));
    if (standing_.since) more.emplace("since", to_iso(*standing_.since));
    more.emplace("order", standing_.order);
    more.emplace("system", terms_.id);
    alarms_.push_back({kind, act, terms_.id, {"alarm." + std::string(to_string(kind)), std::move(more)}});
  }

  const Succession& succession_;
  const SystemStanding& standing_;
  const SystemTerms& terms_;
  Time now_;
  int warn_days_;
  std::vector<Alarm> alarms_;
};

}  // namespace

std::string_view to_string(Alarm::Kind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

std::vector<Alarm> alarms(const Succession& succession, const SystemStanding& standing, const SystemTerms& terms,
                          const Reality& reality, Time now, int warn_days) {
  return Look(succession, standing, terms, now, warn_days).run(reality);
}

}  // namespace reseal::workflow
