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
  shape::put(json, "processing_days", description.processing_days);
  shape::put(json, "processing_source", description.processing_source);
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
  shape::may(json, "processing_days", description.processing_days);
  shape::may(json, "processing_source", description.processing_source);
}

void to_json(Json& json, const ServiceLead& service) {
  json = Json{{"id", service.id}};
  shape::put(json, "name", service.name);
  shape::put(json, "working_hours", service.working_hours);
  shape::put(json, "working_days", service.working_days);
  shape::put(json, "source", service.source);
}

void from_json(const Json& json, ServiceLead& service) {
  shape::expect_object(json);
  service = ServiceLead{};
  shape::need(json, "id", service.id);
  shape::may(json, "name", service.name);
  shape::may(json, "working_hours", service.working_hours);
  shape::may(json, "working_days", service.working_days);
  shape::may(json, "source", service.source);
}

void to_json(Json& json, const LeadTime& lead) {
  json = Json{{"country", lead.country},
              {"office", lead.office},
              {"needs_old_key", lead.needs_old_key},
              {"services", lead.services}};
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
  shape::may(json, "country", lead.country);
  shape::may(json, "office", lead.office);
  shape::may(json, "needs_old_key", lead.needs_old_key);
  shape::may(json, "services", lead.services);
}

}  // namespace reseal
