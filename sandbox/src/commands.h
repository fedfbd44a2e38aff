// SPDX-License-Identifier: Apache-2.0
// What each command does, once its words are understood.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "order_desk.h"
#include "world.h"

namespace reseal::sandbox {

struct ServePlan {
  int port = 0;  ///< 0: the world's
  int http_port = 0;
  std::filesystem::path ready_file;  ///< written when both ports listen
  std::vector<std::string> faults;
  bool stop_with_parent = false;
};
/// Returns when SIGTERM or SIGINT comes.
void serve(World& world, const ServePlan& plan);

inline constexpr const char* kStaffActions[] = {"list",
                                                "contact",
                                                "pay",
                                                "approve",
                                                "refuse",
                                                "issue",
                                                "revoke",
                                                "suspend",
                                                "reinstate",
                                                "compensations",
                                                "remote-orders",
                                                "applications",
                                                "identify",
                                                "registrations",
                                                "accept-registration",
                                                "refuse-registration"};

struct StaffAction {
  /// One of kStaffActions.
  std::string action;
  std::string subject;  ///< number of an order, a compensation or a registration; a certificate's serial
  std::string code;     ///< of a refused registration or compensation
  std::string reason;
  bool with_payment = false;
};
[[nodiscard]] Json staff(const World& world, const StaffAction& action);

/// Everything the portals know, and how often it was asked.
[[nodiscard]] Json show(const World& world);

}  // namespace reseal::sandbox
