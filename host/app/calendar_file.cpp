// SPDX-License-Identifier: Apache-2.0
#include "app/calendar_file.h"

#include <libical/ical.h>

#include <algorithm>
#include <memory>
#include <new>

namespace reseal::app {
namespace {

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;
struct FreeBuffer {
  void operator()(char* text) const { icalmemory_free_buffer(text); }
};

Component made(icalcomponent_kind kind) {
  Component component(icalcomponent_new(kind));
  if (!component) throw std::bad_alloc();
  return component;
}

// The component owns what is put into it.
void put(const Component& component, icalproperty* property) {
  if (property == nullptr) throw std::bad_alloc();
  icalcomponent_add_property(component.get(), property);
}

icaltimetype utc(Time time) {
  return icaltime_from_timet_with_zone(static_cast<time_t>(time.time_since_epoch().count()), 0,
                                       icaltimezone_get_utc_timezone());
}

int sequence(Time now) {
  constexpr Time kBegin{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
  return static_cast<int>(std::max<std::int64_t>(0, std::chrono::floor<std::chrono::minutes>(now - kBegin).count()));
}

Component alarm(const CalendarEntry& entry) {
  auto component = made(ICAL_VALARM_COMPONENT);
  put(component, icalproperty_new_action(ICAL_ACTION_DISPLAY));
  put(component, icalproperty_new_description(entry.summary.c_str()));
  icaltriggertype trigger{};
  trigger.time = utc(*entry.alarm);
  auto* property = icalproperty_new_trigger(trigger);
  // An absolute trigger must say so (RFC 5545, 3.8.6.3).
  if (property != nullptr) icalproperty_add_parameter(property, icalparameter_new_value(ICAL_VALUE_DATETIME));
  put(component, property);
  return component;
}

Component event(const CalendarEntry& entry, Time now) {
  auto component = made(ICAL_VEVENT_COMPONENT);
  put(component, icalproperty_new_uid(entry.uid.c_str()));
  put(component, icalproperty_new_dtstamp(utc(now)));
  put(component, icalproperty_new_sequence(sequence(now)));
  put(component, icalproperty_new_dtstart(utc(entry.at)));
  put(component, icalproperty_new_summary(entry.summary.c_str()));
  put(component, icalproperty_new_description(entry.description.c_str()));
  put(component, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));  // a deadline keeps nobody busy
  if (entry.alarm) icalcomponent_add_component(component.get(), alarm(entry).release());
  return component;
}

}  // namespace

std::string calendar_file(const std::vector<CalendarEntry>& entries, Time now) {
  const auto calendar = made(ICAL_VCALENDAR_COMPONENT);
  put(calendar, icalproperty_new_version("2.0"));
  put(calendar, icalproperty_new_prodid("-//Reseal//reseal " RESEAL_VERSION "//EN"));
  put(calendar, icalproperty_new_calscale("GREGORIAN"));
  put(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
  for (const auto& entry : entries) icalcomponent_add_component(calendar.get(), event(entry, now).release());
  const std::unique_ptr<char, FreeBuffer> text(icalcomponent_as_ical_string_r(calendar.get()));
  if (!text) throw std::bad_alloc();
  return text.get();
}

}  // namespace reseal::app
