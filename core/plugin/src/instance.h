// SPDX-License-Identifier: Apache-2.0
// One instance on the other side of the C border: messages in, messages out, and nothing believed.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "reseal/abi.h"
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
class Instance {
 public:
  /// Throws Refusal or Misbehaviour.
  Instance(const reseal_plugin& table, const Json& init, Capability capability);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  /// What is under "ok". Throws TryLater, PortalNonsense, Refusal or Misbehaviour.
  Json ask(std::string_view call, const Json& input);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reseal::plugin
