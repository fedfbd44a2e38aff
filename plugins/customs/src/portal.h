// SPDX-License-Identifier: Apache-2.0
// Customs' portal in types: one function for each question of contract/openapi.json. Shapes are checked against that
// file; what JSON Schema cannot know (times, whose record it is) is checked here. Every function throws TryLater and
// PortalNonsense (reseal/failure.h). Documents and signatures are base64, serials upper-case hex.
#pragma once

#include <optional>
#include <string>

#include "reseal/portal.h"
#include "reseal/values.h"

namespace reseal::customs {

struct DeclarantData {
  std::string full_name;
  std::string id_kind;    ///< "citizen_id" | "passport"
  std::string id_number;  ///< upper case, no spaces
  std::string email;
};

struct Registration {
  std::string number;
  std::string state;     ///< "saved" (not sent!), "sent", "accepted", "refused"
  std::string document;  ///< what is signed
  std::string serial, issuer;
  Time valid_from, valid_to;
  std::optional<Time> sent_at, accepted_at;
  bool correctable = false;  ///< of a refusal
  std::string reason;        ///< of a refusal, in Customs' words
};

struct NewRegistration {
  std::string reference, entry, effective_date, certificate;  ///< date "2026-11-21"; PEM
  DeclarantData declarant;
};

struct ConnectionSecrets {
  std::string user_id, terminal_id, terminal_access_key;
};

class Portal {
 public:
  Portal(Host& host, const PortalContract& contract, const std::string& base_url);

  /// nullopt: Customs knows nobody of this tax code.
  [[nodiscard]] std::optional<std::string> registered_serial(const std::string& tax_code) const;

  /// What to sign; the same again for the same reference. `purpose`: "entry" | "access".
  [[nodiscard]] std::string challenge(const std::string& reference, const std::string& purpose) const;
  [[nodiscard]] std::optional<std::string> find_entry(const std::string& reference) const;
  [[nodiscard]] PortalAnswer<std::string> enter(const std::string& reference, const std::string& tax_code,
                                                const std::string& signature) const;

  [[nodiscard]] std::optional<Registration> find_registration(const std::string& reference) const;
  [[nodiscard]] PortalAnswer<Registration> save_registration(const NewRegistration& registration,
                                                             const std::string& effect) const;
  [[nodiscard]] PortalAnswer<Registration> send_registration(const std::string& number, const std::string& reference,
                                                             const Json& sending, const std::string& effect) const;

  /// Of an accepted registration; asked again, the same values.
  [[nodiscard]] PortalAnswer<ConnectionSecrets> open_access(const std::string& number,
                                                            const std::string& signature) const;
  [[nodiscard]] PortalAnswer<std::string> new_password(const std::string& number, const std::string& signature) const;

 private:
  PortalClient client_;
};

}  // namespace reseal::customs
