// SPDX-License-Identifier: Apache-2.0
// The tax portal in types: one function for each question of contract/openapi.json. Shapes are checked against that
// file; what JSON Schema cannot know (times, whose change it is) is checked here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reseal/portal.h"
#include "reseal/values.h"

namespace reseal::tax {

/// What became of one service that was asked for.
struct Decision {
  enum class State { pending, accepted, refused };
  std::string service;  ///< kFiling, kPayment
  State state = State::pending;
  std::string serial;  ///< that the service knows now; of an acceptance
  Time accepted_at;    ///< of an acceptance
  std::string notice;  ///< number of the notice (thông báo); empty while pending
  /// Of a refusal: its code (mã lỗi, "IHTKK-9999"), the tax authority's words, and whether a corrected form may be
  /// sent.
  std::string error_code, error_text;
  bool correctable = false;
};

struct Change {
  std::string transaction_id;  ///< mã giao dịch, "00010-0003-21112026150012345-42469"
  std::vector<Decision> decisions;
};

/// The portal's answer to a form: the change, or its refusal to take it in, in its own words.
struct Sent {
  std::optional<Change> change;
  std::string code, message;
};

class Portal {
 public:
  Portal(Host& host, const PortalContract& contract, const std::string& base_url);

  /// By our reference: was it sent? Look here before sending.
  std::optional<Change> find_change(const std::string& reference);
  /// `signed_form` in base64.
  Sent send_change(const std::string& reference, const std::string& signed_form, const std::string& effect);
  /// The serial that each service knows for this taxpayer; empty when the portal knows none.
  std::vector<std::string> registered_serials(const std::string& tax_code);

 private:
  PortalClient client_;
};

}  // namespace reseal::tax
