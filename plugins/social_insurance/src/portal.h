// SPDX-License-Identifier: Apache-2.0
// The agency's portal in types: one function for each question of contract/openapi.json. Shapes are checked against
// that file; what JSON Schema cannot know (times, whose dossier it is) is checked here.
#pragma once

#include <optional>
#include <string>

#include "reseal/portal.h"
#include "reseal/values.h"

namespace reseal::social_insurance {

/// A change of the registered certificate: the agency's dossier.
struct Change {
  enum class State { received, accepted, refused };
  std::string number;
  State state = State::received;  ///< as far as the portal shows it; its e-mails are quicker
  Time received_at;
  std::optional<Time> decided_at;  ///< of an accepted or refused one
  std::string serial;              ///< of the certificate asked for, hex
  std::string reason;
  bool correctable = false;
};

struct Sent {
  std::optional<Change> change;
  std::string refusal;  ///< the portal's words when it did not take the form
};

class Portal {
 public:
  Portal(Host& host, const PortalContract& contract, const std::string& base_url);

  std::optional<Change> find(const std::string& reference);
  /// `form`: base64 of the signed form.
  Sent send(const std::string& reference, const std::string& form, const std::string& effect);
  /// The serial (hex) that is registered for this unit.
  std::optional<std::string> registered(const std::string& tax_code);

 private:
  PortalClient client_;
};

}  // namespace reseal::social_insurance
