// SPDX-License-Identifier: Apache-2.0
// The portal of a world. A value: a copy is the portal as it stood, so that any question can be asked again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reseal/host.h"
#include "world.h"

namespace reseal::conformance {

class ScriptedPortal {
 public:
  /// `world` outlives the portal.
  ScriptedPortal(const World& world, const std::string& order);

  /// What it says, and what that changes. A change under a name that is known already is answered as before, once more
  /// done only by a portal that does not honour idempotency keys.
  HttpResponse answer(const HttpRequest& request, Time now);
  /// What happens there without us.
  void change(const Json& set, Time now);

  /// How often each rule that changes something was carried out: index into World::portal.
  [[nodiscard]] const std::map<std::size_t, int>& carried_out() const { return carried_out_; }
  /// What was wrong with how it was asked: one name, two requests.
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }
  /// Requests that the world says nothing about.
  [[nodiscard]] const std::vector<std::string>& unknown() const { return unknown_; }
  /// What is under its values: the world, the order, the state.
  [[nodiscard]] Json known(Time now) const;

 private:
  struct Done {
    std::string request;
    HttpResponse response;
  };
  HttpResponse decide(const HttpRequest& request, Time now);
  [[nodiscard]] std::optional<Json> fits(const PortalRule& rule, const HttpRequest& request, Time now) const;

  const World* world_;
  std::string order_;
  Json state_;
  std::map<std::string, Done> done_;  ///< by effect
  std::map<std::size_t, int> carried_out_;
  std::vector<std::string> complaints_;
  std::vector<std::string> unknown_;
};

/// GET and HEAD only look.
bool changes_something(const HttpRequest& request);

}  // namespace reseal::conformance
