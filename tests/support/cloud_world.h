// SPDX-License-Identifier: Apache-2.0
// A product world without a token: MISA holds the key, and its signing service signs for the account.
#pragma once

#include <map>
#include <string>

#include "support/product_world.h"

namespace reseal::test {

struct CloudSetting {
  std::string transport = "api";
  std::string kind = "organisation";  ///< "individual", "manager", "employee"
  int days_left = 20;                 ///< negative: it has ended
  double staff_delay = 0;             ///< seconds from the dossier to its verification
};

class CloudWorld : public ProductWorld {
 public:
  explicit CloudWorld(const CloudSetting& setting = {});

  /// `renew --provider misa --answers FILE --no-input --pin-fd 3 more...`, and `resume` likewise.
  Outcome renew_in_cloud(const std::vector<std::string>& more = {},
                         const std::map<std::string, std::string>& environment = {});
  Outcome resume_in_cloud(const std::map<std::string, std::string>& environment = {});
  /// Prepares an answer; null removes it.
  void answer(const std::string& step, const nlohmann::json& answer);
  /// Orders at MISA, as its people see them.
  [[nodiscard]] nlohmann::json orders();
  /// Keys that MISA holds for this account.
  [[nodiscard]] int keys_in_cloud() const;
  /// What `reseal-sandbox cloud` said of the old certificate.
  [[nodiscard]] const nlohmann::json& cloud_facts() const { return facts_; }
  /// MISA makes a new key and certificate without being asked by the product: the sandbox plays its side.
  void renewed_by_misa();
  /// The signed applications that MISA has been sent.
  [[nodiscard]] std::vector<std::filesystem::path> dossiers() const;

 private:
  nlohmann::json answers_;
  nlohmann::json facts_;
  std::string cloud_pin_;
};

}  // namespace reseal::test
