// SPDX-License-Identifier: Apache-2.0
// A plugin's whole way through a world, with every question on the way.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "question.h"
#include "world.h"

namespace reseal::conformance {

/// What is different from the straight way.
struct Variation {
  bool fresh_instances = false;                ///< a new instance for each question
  std::optional<std::size_t> doubled = {};     ///< the n-th step that is carried out stands twice in the history
  std::optional<std::size_t> lost_reply = {};  ///< of the n-th request that changes something
  std::optional<std::size_t> unreached = {};   ///< the n-th such request does not arrive
};

struct Visit {
  Question question;
  ScriptedPortal portal;  ///< as it stood before the question
  Answer answer;
};

struct Course {
  std::vector<Visit> visits;
  std::string end;                       ///< as World::ends; else "stuck: ..." with what happened
  std::size_t carried_out = 0;           ///< steps
  std::size_t changes = 0;               ///< requests that changed something
  std::optional<ScriptedPortal> portal;  ///< as it stands at the end
};

/// An instance for this world.
using MakeInstance = std::function<std::unique_ptr<plugin::Plugin>()>;
/// Hears of every question, as it was answered.
using Watch = std::function<void(const Question&, const Answer&)>;

/// From the first question to the end that the plugin finds. `world` outlives the course.
Course travel(const World& world, const MakeInstance& make, const Variation& variation, const Watch& watch);
/// The questions before an order: those of its kind that need no order.
std::vector<std::string> questions_beforehand(const plugin::Plugin& plugin);
/// "eligibility" of a provider, "registered" of a registrar.
std::string question_about_a_certificate(const plugin::Plugin& plugin);
/// The order as it is opened in this world.
Order opening(const World& world, const plugin::Plugin& plugin);

}  // namespace reseal::conformance
