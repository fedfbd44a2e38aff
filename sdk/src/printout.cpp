// SPDX-License-Identifier: Apache-2.0
#include "reseal/printout.h"

#include "shape.h"

namespace reseal {
namespace {

Json row_json(const Printout::Row& row) {
  Json json{{"value", row.value}};
  shape::put(json, "label", row.label);
  return json;
}

Json section_json(const Printout::Section& section) {
  Json json{{"rows", Json::array()}};
  shape::put(json, "title", section.title);
  for (const auto& row : section.rows) json["rows"].push_back(row_json(row));
  return json;
}

Printout::Row row_of(const Json& json) {
  Printout::Row row;
  shape::expect_object(json);
  shape::may(json, "label", row.label);
  shape::need(json, "value", row.value);
  return row;
}

Printout::Section section_of(const Json& json) {
  Printout::Section section;
  shape::expect_object(json);
  shape::may(json, "title", section.title);
  Json rows = Json::array();
  shape::may(json, "rows", rows);
  for (const auto& row : rows) section.rows.push_back(row_of(row));
  return section;
}

}  // namespace

void to_json(Json& json, const Printout& printout) {
  json = Json{{"name", printout.name}, {"language", printout.language}, {"sections", Json::array()}};
  shape::put(json, "title", printout.title);
  if (!printout.reference.empty()) json["reference"] = printout.reference;
  for (const auto& section : printout.sections) json["sections"].push_back(section_json(section));
  if (!printout.declarations.empty()) json["declarations"] = printout.declarations;
  if (!printout.places.empty()) json["places"] = printout.places;
}

void from_json(const Json& json, Printout& printout) {
  shape::expect_object(json);
  printout = Printout{};
  shape::need(json, "name", printout.name);
  shape::need(json, "language", printout.language);
  shape::may(json, "title", printout.title);
  shape::may(json, "reference", printout.reference);
  Json sections = Json::array();
  shape::may(json, "sections", sections);
  for (const auto& section : sections) printout.sections.push_back(section_of(section));
  shape::may(json, "declarations", printout.declarations);
  shape::may(json, "places", printout.places);
}

}  // namespace reseal
