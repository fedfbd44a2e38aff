// SPDX-License-Identifier: Apache-2.0
// A library's instance in this process, on the other side of the C border: messages in, messages out, nothing believed.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "conversation.h"
#include "reseal/abi.h"

namespace reseal::plugin {

class Instance final : public Conversation {
 public:
  /// Throws Refusal or Misbehaviour.
  Instance(const reseal_plugin& table, const Json& init, Capability capability);
  ~Instance() override;
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  Json ask(std::string_view call, const Json& input) override;
  /// The message that answers a message, unread. Throws Misbehaviour when there is not exactly one.
  std::string hear(std::string_view request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reseal::plugin
