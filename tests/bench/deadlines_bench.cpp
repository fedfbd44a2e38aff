// SPDX-License-Identifier: Apache-2.0
// The deadlines of a fleet: by when must each certificate's successor be registered with each system?
#include "reseal/workflow/deadlines.h"

#include "bench/benches.h"
#include "bench/measure.h"
#include "reseal/base/local_time.h"
#include "reseal/calendar/calendars.h"

namespace reseal::bench {
namespace {

// A working day (Customs), four working hours for each of two services (Tax), nothing stated (Social Insurance).
std::vector<workflow::SystemTerms> three_systems(const calendar::Calendars& calendars) {
  std::vector<workflow::SystemTerms> systems(3);
  const char* const ids[] = {"customs", "tax", "social_insurance"};
  for (std::size_t i = 0; i < systems.size(); ++i) {
    systems[i].id = ids[i];
    systems[i].processing_days = 1;
    systems[i].calendar = calendars.of("VN", ids[i]);
  }
  systems[0].lead.working_days = 1;
  systems[0].lead.needs_old_key = true;
  systems[1].lead.services = {{"filing", {}, 4, {}, {}}, {"payment", {}, 4, {}, {}}};
  return systems;
}

}  // namespace

void fleet_deadlines() {
  constexpr int kCertificates = 100'000;
  const calendar::Calendars calendars;
  const auto systems = three_systems(calendars);
  const workflow::CaTerms ca{3, calendars.of("VN", "company")};
  std::vector<Time> ends;
  for (int i = 0; i < kCertificates; ++i) {  // over two years, at any hour
    ends.push_back(time_from_iso("2025-06-01T00:00:00Z") + Seconds(630L * i + i % 613));
  }
  std::vector<double> times;
  std::size_t rows = 0;
  for (int round = 0; round < 5; ++round) {
    times.push_back(seconds([&] { rows = workflow::deadlines(ends, systems, ca).size(); }));
  }
  report("deadlines of 100,000 certificates x 3 systems (" + std::to_string(rows) + ") / one second on one core",
         median(times) / 1.0, "x", "<=", 1.0);
}

}  // namespace reseal::bench
