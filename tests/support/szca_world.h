// SPDX-License-Identifier: Apache-2.0
// A product world in Shenzhen: a company's UKey with a certificate of SZCA, its online hall, its bank, WeChat.
#pragma once

#include <string>
#include <vector>

#include "support/product_world.h"

namespace reseal::test {

struct SzcaSetting {
  std::string transport = "api";
  bool tender = true;
  int days_left = -20;  ///< the certificate ended twenty days ago
  std::string invoice = "electronic";
  std::string method = "wechat";
  bool staff_on_command = false;
};

inline constexpr const char* kCreditCode = "91350100M000100Y43";
inline constexpr const char* kBasicAccount = "4000021234567890";

class SzcaWorld : public ProductWorld {
 public:
  explicit SzcaWorld(const SzcaSetting& setting = {});

  /// `renew --provider szca --answers FILE --no-input`
  Outcome apply(const std::vector<std::string>& more = {}, const std::map<std::string, std::string>& environment = {});
  /// What is prepared, by "szca/STEP".
  [[nodiscard]] const nlohmann::json& answers() const { return answers_; }
  /// Prepares an answer; null removes it.
  void answer(const std::string& step, const nlohmann::json& answer);
  /// The code in the remark of the 0.01 yuan that came last into the account.
  [[nodiscard]] std::string bank_code(const std::string& account = kBasicAccount);
  void tell_bank_code(const std::string& code);
  /// Applications at the hall, newest first.
  [[nodiscard]] nlohmann::json applications();
  [[nodiscard]] nlohmann::json application() { return applications().at(0); }
  /// The hall's clock, from now on.
  void set_clock_ahead(int minutes);

 private:
  nlohmann::json answers_;
};

}  // namespace reseal::test
