// SPDX-License-Identifier: Apache-2.0
// An order as its journal tells it: the fold that everything else in this room starts from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reseal/base/error.h"
#include "reseal/order.h"
#include "reseal/plugin.h"
#include "reseal/step.h"
#include "reseal/store/store.h"
#include "reseal/token/key_holder.h"

namespace reseal::workflow {

/// Something that cannot be undone: written down before, and again after.
struct Effect {
  int number = 0;      ///< of the step it belongs to; for HTTP: of the step that was being asked for
  std::string effect;  ///< "http", "run_program", "make_key", "install", "sign_message", "decrypt_key", "look"
  std::string name;
  Json intent;
  std::optional<Json> outcome;
};

/// A step that has no result yet.
struct OpenStep {
  int number = 0;
  Step step;
};

/// Why an order stands still until somebody acts.
struct Stop {
  store::OrderState state = store::OrderState::needs_help;
  ErrorCode code = ErrorCode::internal;
  Error::Params params;
  Text text;
  std::vector<Text> next;
};

struct Story {
  Order order;  ///< as a plugin sees it, but for `now`
  std::string plugin;
  Text contact;
  token::TokenIdentity token;
  std::optional<OpenStep> open_step;
  std::vector<Effect> effects;
  std::string wait_id;  ///< the wait that the order is in, and how often it was begun or polled in a row
  int polls = 0;
  int attempts = 0;  ///< failed questions since the last progress
  int nonsense = 0;
  std::string nonsense_why;
  std::optional<Json> retry;  ///< the last failed question since the last progress
  std::optional<Stop> stop;   ///< the last one since the last progress
  std::optional<Json> closed;
  std::vector<Obligation> owed;  ///< Done::obligations that nobody has settled
  std::string renewal;           ///< of a registration: the order that the new certificate came from
  LeadTime lead;                 ///< of a registration: as its registrar said when it was opened
  int last_number = 0;
  std::int64_t version = 0;
  TimePoint last_at;    ///< of the last entry
  TimePoint wait_from;  ///< of the wait that it is in

  /// The id of a text that speaks of where the key is: its own for a key in the cloud.
  [[nodiscard]] std::string said_of_place(const std::string& text) const {
    return token.in_cloud() ? text + "_cloud" : text;
  }

  /// Since when it stands as it stands: polls of one wait do not count.
  [[nodiscard]] Time since() const;
  [[nodiscard]] const Effect* last_effect(int number, std::string_view effect) const;
  /// What the plugin is to be handed now. A wait that has come to its end counts as waited.
  [[nodiscard]] Order as_asked(Time now) const;
};

/// Reads a journal, as far as it has grown, into a story.
class Teller {
 public:
  /// The entries that follow those it knows. Throws Error(store_broken) for a journal that no engine wrote; the teller
  /// is of no use then.
  void hear(const std::vector<store::Entry>& entries);
  [[nodiscard]] const Story& story() const { return story_; }

 private:
  void take(const store::Entry& entry);
  void opened(const store::Entry& entry);
  void step(const Json& body);
  void outcome(const Json& body);
  void end_step(const Json& result, const store::Entry& entry);
  void retry(const Json& body);
  void answer(const store::Entry& entry);
  void owe(const Json& body);
  void progress();
  [[nodiscard]] std::vector<std::string> unconfirmed() const;

  Story story_;
  int settled_ = 0;  ///< number of the last step, other than a wait, that has a result
};

Json token_json(const token::TokenIdentity& token);

}  // namespace reseal::workflow
