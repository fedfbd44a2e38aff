// SPDX-License-Identifier: Apache-2.0
// The e-invoice portal in types: one function for each question of contract/openapi.json. Shapes are checked against
// that file; what JSON Schema cannot know (times, whose declaration it is) is checked here.
#pragma once

#include <optional>
#include <string>

#include "reseal/portal.h"
#include "reseal/values.h"

namespace reseal::e_invoice {

struct Declaration {
  enum class State { received, accepted, refused };
  std::string number;
  State state = State::received;
  std::string serial;  ///< that was accepted
  Time accepted_at;    ///< of an acceptance
  std::string notice;  ///< number of the notice 01/TB-ĐKĐT; empty before
  /// Of a refusal: its code, the tax authority's words, and whether a corrected declaration may be sent.
  std::string error_code, error_text;
  bool correctable = false;
};

/// The portal's answer to a form: the declaration, or its refusal to take it in, in its own words.
struct Sent {
  std::optional<Declaration> declaration;
  std::string code, message;
};

class Portal {
 public:
  Portal(Host& host, const PortalContract& contract, const std::string& base_url);

  /// By our reference: was it sent? Look here before sending.
  std::optional<Declaration> find_declaration(const std::string& reference);
  /// `signed_form` in base64.
  Sent send_declaration(const std::string& reference, const std::string& signed_form, const std::string& effect);
  /// Of the certificates that may sign invoices, the one that was accepted last; empty when there is none.
  std::optional<std::string> newest_serial(const std::string& tax_code);

 private:
  PortalClient client_;
};

}  // namespace reseal::e_invoice
