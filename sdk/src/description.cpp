// SPDX-License-Identifier: Apache-2.0
#include "reseal/plugin.h"
#include "shape.h"

namespace reseal {

void to_json(Json& json, const Description& description) {
  json = Json{{"id", description.id},
              {"version", description.version},
              {"transports", description.transports},
              {"needs", description.needs},
              {"at_once", description.at_once},
              {"may_change_holder_data", description.may_change_holder_data}};
  shape::put(json, "name", description.name);
  shape::put(json, "serves", description.serves);
  shape::put(json, "contact", description.contact);
}

void from_json(const Json& json, Description& description) {
  shape::expect_object(json);
  description = Description{};
  shape::need(json, "id", description.id);
  shape::need(json, "version", description.version);
  shape::may(json, "name", description.name);
  shape::may(json, "serves", description.serves);
  shape::may(json, "contact", description.contact);
  shape::may(json, "transports", description.transports);
  shape::may(json, "needs", description.needs);
  shape::may(json, "at_once", description.at_once);
  shape::may(json, "may_change_holder_data", description.may_change_holder_data);
}

void to_json(Json& json, const LeadTime& lead) {
  json = Json::object();
  shape::put(json, "working_hours", lead.working_hours);
  shape::put(json, "working_days", lead.working_days);
  shape::put(json, "source", lead.source);
}

void from_json(const Json& json, LeadTime& lead) {
  shape::expect_object(json);
  lead = LeadTime{};
  shape::may(json, "working_hours", lead.working_hours);
  shape::may(json, "working_days", lead.working_days);
  shape::may(json, "source", lead.source);
}

}  // namespace reseal
