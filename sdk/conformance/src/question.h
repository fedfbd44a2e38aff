// SPDX-License-Identifier: Apache-2.0
// One question to the plugin, what it then asked of the host, and what it answered.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "reseal/plugin/plugin.h"
#include "scripted_portal.h"

namespace reseal::conformance {

struct Question {
  std::string call;  ///< as on the border: "describe", "eligibility", "quote", "order", "install", ...
  Order order;       ///< of "eligibility", "quote" and "registered" only the candidate counts
};

/// What the portal does wrong.
enum class Mischief {
  none,
  lost_reply,   ///< it did what was asked, and its answer is lost
  unreachable,  ///< it did not hear of it
  not_json,
  truncated,
  html,
  wrong_shape,
  error_500,
  missing,
  huge,
  empty,
  wrong_type,
};
inline constexpr Mischief kNonsense[] = {
    Mischief::unreachable, Mischief::not_json, Mischief::truncated, Mischief::html,  Mischief::wrong_shape,
    Mischief::error_500,   Mischief::missing,  Mischief::huge,      Mischief::empty, Mischief::wrong_type};
std::string_view to_string(Mischief mischief);

/// From which request of a question on; a lost reply is that one only.
struct Disturbance {
  std::size_t request = 0;
  Mischief mischief = Mischief::none;
};

struct Answer {
  enum class Kind { said, try_later, nonsense, not_permitted, failed };
  Kind kind = Kind::failed;
  Json said;                 ///< the message; of the others {"error": what it said}
  std::optional<Step> step;  ///< of order, install and registration
  std::vector<HttpRequest> requests;
  std::chrono::milliseconds took{0};

  [[nodiscard]] bool same_as(const Answer& other) const;
};

/// Throws nothing of the plugin's: what it throws is its answer.
Answer ask(plugin::Plugin& plugin, const Question& question, ScriptedPortal& portal,
           const Disturbance& disturbance = {});

/// For a report: shortened, one line.
std::string in_short(const Question& question);
std::string in_short(const Answer& answer);

}  // namespace reseal::conformance
