// SPDX-License-Identifier: Apache-2.0
#include "registration_desk.h"

#include <algorithm>

#include "order_desk.h"
#include "registry.h"
#include "reseal/base/error.h"

namespace reseal::sandbox {
namespace {

using std::chrono::milliseconds;

constexpr auto kKind = "registrations";

std::string iso(TimePoint time) { return to_iso(std::chrono::floor<Seconds>(time)); }

void fill(Json& record, const NewRegistration& registration) {
  record["reference"] = registration.reference;
  record["tax_code"] = registration.tax_code;
  record["old_serial"] = registration.old_serial;
  record["new_serial"] = registration.new_serial;
  record["new_certificate"] = registration.new_certificate;
  record["state"] = "saved";
  record["sent_at"] = nullptr;
  record["sent_ms"] = 0;
  record["decided_at"] = nullptr;
  record["decided_ms"] = 0;
  record["code"] = "";
  record["reason"] = "";
  record["fate"] = "";
  record["extra"] = registration.extra;
}

}  // namespace

milliseconds agency_delay(const RecordStore& records) {
  const auto record = records.get("settings", "agencies");
  return milliseconds(record ? record->at("delay_ms").get<std::int64_t>() : 2000);
}

void set_agency_delay(const RecordStore& records, milliseconds delay) {
  records.put("settings", "agencies", {{"delay_ms", delay.count()}});
}

RegistrationDesk::RegistrationDesk(const World& world, const Stand& agency)
    : world_(world), agency_(agency), faults_(world.records()), now_(portal_now(world)) {}

Json RegistrationDesk::save(const NewRegistration& registration) const {
  Json record{{"number", next_number(world_.records(), "DK")}, {"agency", agency_.system()}};
  fill(record, registration);
  write(record);
  return record;
}

void RegistrationDesk::correct(Json& registration, const NewRegistration& registration_now) const {
  fill(registration, registration_now);
  write(registration);
}

void RegistrationDesk::send(Json& registration, std::string_view operation) const {
  if (faults_.strike("registration-unanswered", operation)) registration["fate"] = "unanswered";
  if (const auto refused = faults_.strike("registration-refused", operation)) {
    const auto colon = refused->value.find(':');
    registration["fate"] = "refused";
    registration["fate_code"] = colon == std::string::npos ? "correctable" : refused->value.substr(0, colon);
    registration["fate_reason"] = colon == std::string::npos ? refused->value : refused->value.substr(colon + 1);
  }
  registration["state"] = "sent";
  registration["sent_at"] = iso(now_);
  registration["sent_ms"] = now_.time_since_epoch().count();
  write(registration);
}

bool RegistrationDesk::strikes_conflict(std::string_view operation) const {
  return faults_.strike("registration-conflict", operation).has_value();
}

void RegistrationDesk::accept(Json& registration) const { decide(registration, "accepted", "", ""); }

void RegistrationDesk::refuse(Json& registration, std::string_view code, std::string_view reason) const {
  decide(registration, "refused", code.empty() ? "correctable" : code,
         reason.empty() ? "Thông tin đăng ký chưa chính xác." : reason);
}

void RegistrationDesk::decide(Json& registration, std::string_view state, std::string_view code,
                              std::string_view reason) const {
  if (registration.at("state") != "sent") {
    throw Error(ErrorCode::usage, {{"problem", "registration " + text(registration, "number") + " is " +
                                                   text(registration, "state") + ": nobody waits for an answer"}});
  }
  registration["state"] = state;
  registration["code"] = code;
  registration["reason"] = reason;
  registration["decided_at"] = iso(now_);
  registration["decided_ms"] = now_.time_since_epoch().count();
  agency_.decided(world_, registration);
  write(registration);
}

void RegistrationDesk::advance(Json& registration) const {
  if (registration.at("state") != "sent" || registration.at("fate") == "unanswered") return;
  if (read_habits(world_.records()).on_command) return;
  const auto due = milliseconds(registration.at("sent_ms").get<std::int64_t>()) + agency_delay(world_.records());
  if (now_.time_since_epoch() < due) return;
  if (registration.at("fate") == "refused") {
    refuse(registration, text(registration, "fate_code"), text(registration, "fate_reason"));
  } else {
    accept(registration);
  }
}

std::optional<Json> RegistrationDesk::find(const std::string& number) const {
  auto found = world_.records().get(kKind, number);
  if (!found || found->at("agency") != agency_.system()) return std::nullopt;
  advance(*found);
  return found;
}

std::vector<Json> RegistrationDesk::all() const {
  std::vector<Json> mine;
  for (auto& registration : world_.records().all(kKind)) {
    if (registration.at("agency") != agency_.system()) continue;
    advance(registration);
    mine.push_back(std::move(registration));
  }
  return mine;
}

std::optional<Json> RegistrationDesk::find_by_reference(std::string_view reference) const {
  std::optional<Json> newest;
  for (auto& registration : all()) {
    if (registration.at("reference") == reference) newest = std::move(registration);  // numbers rise
  }
  return newest;
}

std::optional<std::string> RegistrationDesk::registered_serial(std::string_view tax_code) const {
  std::optional<Json> newest;
  for (auto& registration : all()) {
    if (registration.at("tax_code") != tax_code || registration.at("state") != "accepted") continue;
    if (!newest || newest->at("decided_ms") <= registration.at("decided_ms")) newest = std::move(registration);
  }
  if (newest) return text(*newest, "new_serial");
  const auto first = Registry(world_).first_of(tax_code);
  return first ? std::optional(first->serial) : std::nullopt;
}

void RegistrationDesk::write(const Json& registration) const {
  world_.records().put(kKind, text(registration, "number"), registration);
}

}  // namespace reseal::sandbox
