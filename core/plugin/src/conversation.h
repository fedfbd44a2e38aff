// SPDX-License-Identifier: Apache-2.0
// A plugin that can be asked, wherever its code runs.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "reseal/values.h"

namespace reseal::plugin {

/// The plugin broke the rules of the border; what() says how, without naming the plugin.
class Misbehaviour : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The plugin answered, by the rules, that it will not or cannot.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Answers a capability request of the plugin with a message. Throws nothing.
using Capability = std::function<std::string(std::string_view request)>;

/// One thread at a time.
class Conversation {
 public:
  virtual ~Conversation() = default;
  /// What is under "ok". Throws TryLater, PortalNonsense, Refusal or Misbehaviour.
  virtual Json ask(std::string_view call, const Json& input) = 0;
};

}  // namespace reseal::plugin
