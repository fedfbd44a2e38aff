// SPDX-License-Identifier: Apache-2.0
// What happens to an order at the CA: staff contact, payment, approval, issuing. Staff act by themselves after a while,
// or on command only.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "faults.h"
#include "outbox.h"
#include "registry.h"
#include "world.h"

namespace reseal::sandbox {

struct StaffHabits {
  bool on_command = false;  ///< nothing happens unless `reseal-sandbox staff` says so
  std::chrono::milliseconds contact{500};
  std::chrono::milliseconds pay{1000};
  std::chrono::milliseconds approve{2000};
  std::chrono::milliseconds issue{1000};
  bool operator==(const StaffHabits&) const = default;
};

[[nodiscard]] StaffHabits read_habits(const RecordStore& records);
void write_habits(const RecordStore& records, const StaffHabits& habits);

struct RenewalPackage {
  std::string_view code;
  std::string_view vi, en, zh;
  int months;
  std::int64_t price;
};
[[nodiscard]] const std::vector<RenewalPackage>& renewal_packages();
inline constexpr std::int64_t kExtraTokenPrice = 450'000;

/// Callers hold the store's lock. Orders are records of the portal (kind "orders"), changed in place and written.
class OrderDesk {
 public:
  OrderDesk(const World& world, TimePoint portal_now);

  /// Lets pass what time has brought about. True when the order changed (and was written).
  bool advance(Json& order) const;

  // Each throws Error(usage) when the order is not where it would have to be.
  void contact(Json& order) const;
  void confirm_payment(Json& order) const;
  void approve(Json& order) const;
  void refuse(Json& order, std::string_view code, std::string_view reason) const;
  void issue(Json& order) const;

  /// Where a certificate ordered now would end: carried over from the old one, never after the issuer.
  [[nodiscard]] Time new_end(const X509* old, int months) const;
  [[nodiscard]] Time issuer_end() const;
  void write(const Json& order) const;

 private:
  /// The old subject with the holder's name as it is now; who the holder is (UID) never changes.
  [[nodiscard]] Name subject_of(const Json& order) const;
  [[nodiscard]] CertificateHandle old_certificate(const Json& order) const;
  void note(Json& order, std::string_view what) const;

  const World& world_;
  Registry registry_;
  Faults faults_;
  Outbox outbox_;
  TimePoint now_;
};

[[nodiscard]] bool is_open(const Json& order);

}  // namespace reseal::sandbox
