// SPDX-License-Identifier: Apache-2.0
// What happens at an agency to a certificate that is being registered: saved, sent, and decided by the agency's people,
// by themselves after a while or on command only. Shared by the stands of all agencies.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "faults.h"
#include "stand.h"
#include "world.h"

namespace reseal::sandbox {

struct NewRegistration {
  std::string reference;  ///< the client's own (our order id)
  std::string tax_code;
  std::string old_serial;  ///< upper-case hex
  std::string new_serial;
  std::string new_certificate;  ///< PEM; empty when the agency gets a serial only
  Json extra = Json::object();  ///< whatever else the stand wants to keep
};

/// A registration is a record of kind "registrations": {number, agency, reference, tax_code, old_serial, new_serial,
/// new_certificate, state: saved|sent|accepted|refused, sent_at, decided_at (RFC 3339 or null), code, reason (of a
/// refusal; else ""), extra}, and what only the desk reads. Changed in place and written. Callers hold the store's
/// lock.
class RegistrationDesk {
 public:
  RegistrationDesk(const World& world, const Stand& agency);

  /// A new record in state "saved": nothing is sent by that.
  [[nodiscard]] Json save(const NewRegistration& registration) const;
  /// Another text of a record that is saved or refused; it is "saved" again.
  void correct(Json& registration, const NewRegistration& registration_now) const;
  /// Saved → sent; now the agency's people have it. The registration faults strike here, by operation.
  void send(Json& registration, std::string_view operation) const;
  /// The fault `registration-conflict`: this agency says that it has been updated already.
  [[nodiscard]] bool strikes_conflict(std::string_view operation) const;

  // The agency's people. Each throws Error(usage) when the record is not "sent".
  void accept(Json& registration) const;
  void refuse(Json& registration, std::string_view code, std::string_view reason) const;

  // Looking lets pass what time has brought about.
  [[nodiscard]] std::optional<Json> find(const std::string& number) const;
  /// The newest with this reference.
  [[nodiscard]] std::optional<Json> find_by_reference(std::string_view reference) const;
  [[nodiscard]] std::vector<Json> all() const;
  /// Upper-case hex: of the registration accepted last, or of the certificate that the sandbox made first for this tax
  /// code; nullopt: the agency knows nobody of this tax code.
  [[nodiscard]] std::optional<std::string> registered_serial(std::string_view tax_code) const;

 private:
  void advance(Json& registration) const;
  void decide(Json& registration, std::string_view state, std::string_view code, std::string_view reason) const;
  void write(const Json& registration) const;

  const World& world_;
  const Stand& agency_;
  Faults faults_;
  TimePoint now_;
};

/// How long agencies take from "sent" to their answer (default two seconds).
[[nodiscard]] std::chrono::milliseconds agency_delay(const RecordStore& records);
void set_agency_delay(const RecordStore& records, std::chrono::milliseconds delay);

}  // namespace reseal::sandbox
