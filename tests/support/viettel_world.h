// SPDX-License-Identifier: Apache-2.0
// A product world in September 2020: one token with a certificate that Viettel-CA's own end cut short, and the campaign
// that makes up for it.
#pragma once

#include <string>
#include <vector>

#include "support/product_world.h"

namespace reseal::test {

struct ViettelSetting {
  std::string mode = "automatic";  ///< or "by_request"
  std::string transport = "api";
  std::string algorithm = "ec";         ///< of the new key; the old one is as it was in 2018
  std::string as_of = "2020-09-15";     ///< day in Viet Nam at which the world begins
  std::string ca_ends = {};             ///< RFC 3339: another campaign than that of 2020; empty: that one
  std::string issued_before = {};       ///< ... with this cut-off day
  std::string issued = "2018-07-16";    ///< the old certificate's first day
  std::vector<std::string> token = {};  ///< more arguments of `reseal-sandbox token`
  double staff_delay = 0;               ///< seconds from request to decision
  double issue_delay = 0;               ///< seconds from CSR to certificate
  bool through_shim = false;
};

inline constexpr const char* kPhone = "0987654321";

class ViettelWorld : public ProductWorld {
 public:
  explicit ViettelWorld(const ViettelSetting& setting = {});

  /// `renew --automatic --no-input`, or `renew --provider viettel --answers FILE --no-input`: what the mode is for.
  Outcome compensate(const std::map<std::string, std::string>& environment = {});
  /// Prepares an answer; null removes it.
  void answer(const std::string& step, const nlohmann::json& answer);
  /// The text message that came last to kPhone, waited for; throws when none comes.
  [[nodiscard]] std::string text_message();
  /// The six digits in it.
  [[nodiscard]] std::string code();
  /// Requests for compensation at the portal, newest first.
  [[nodiscard]] nlohmann::json requests();
  /// Forgets everything that this computer knows of any order: the token is plugged into another one.
  void move_to_another_computer();

 private:
  ViettelSetting setting_;
  nlohmann::json answers_;
};

}  // namespace reseal::test
