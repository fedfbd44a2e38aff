// SPDX-License-Identifier: Apache-2.0
// One order for a certificate whose key is at the CA (world.h has the portal).
#pragma once

#include <string>

#include "remote_kind.h"
#include "world.h"

namespace reseal::misa::test {

inline constexpr const char* kDeclaredAddress = "12 Lý Thường Kiệt, Hà Nội";

class RemoteRenewal : public Renewal {
 public:
  explicit RemoteRenewal(const std::string& transport = "api", const std::string& kind = "organisation",
                         bool expired = false);

  /// api: up to the price list.
  void start(const std::string& app_version = "14.0");
  /// ... up to "Thanh toán", which is not answered.
  void fill_in(const Json& codes = Json::object());
  void confirm_three_groups(const Json& subject = holder());
  /// ... up to the dossier, whose data are to be checked.
  void order_placed();
  /// Case 2: up to the way of signing being answered, and the address.
  void choose_way(const std::string& way);
  /// The old key has signed.
  void signed_by_host(const Step& step);
  /// The dossier is at the CA, which has verified it; the next question is about the new certificate.
  void verified_by_misa();
};

}  // namespace reseal::misa::test
