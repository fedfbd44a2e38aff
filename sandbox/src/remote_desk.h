// SPDX-License-Identifier: Apache-2.0
// What happens at MISA to an order for a certificate whose key MISA holds: payment, verification of the dossier, and a
// new key and certificate in the holder's account. Staff act by themselves after a while, or on command only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cloud_keys.h"
#include "order_desk.h"

namespace reseal::sandbox {

/// As every account of this world declared it in the app (MISA-R-36).
inline constexpr std::string_view kDeclaredAddress = "12 Lý Thường Kiệt, Hoàn Kiếm, Hà Nội";

/// Callers hold the store's lock. Orders are records of the kind "remote-orders", changed in place and written.
/// {number, reference, serial, kind, by_form, months, amount, payment_method, data, paid, placed_ms, sent_ms, status,
/// dossier, valid_to, credential, new_serial, refusal}. Files are kept in the world's folder "dossiers".
class RemoteDesk {
 public:
  RemoteDesk(const World& world, TimePoint portal_now);

  void place(Json& order) const;
  /// What is wrong with the dossier (contract: RemoteDossier), as the portal says it; empty: it is sent.
  [[nodiscard]] std::string submit(Json& order, const Json& dossier) const;

  // Each throws Error(usage) when the order is not where it would have to be.
  void confirm_payment(Json& order) const;
  void verify(Json& order) const;
  void refuse(Json& order, std::string_view code, std::string_view reason) const;

  /// Up to date with what time has brought about.
  [[nodiscard]] std::optional<Json> find(std::string_view number) const;
  [[nodiscard]] std::vector<Json> all() const;
  void write(const Json& order) const;

 private:
  void advance(Json& order) const;
  [[nodiscard]] std::string application_problem(const Json& order, const Json& dossier, ByteView file) const;
  [[nodiscard]] std::string signature_problem(const Json& order, ByteView pdf) const;
  void mail_form(const Json& order) const;

  const World& world_;
  Registry registry_;
  CloudKeys keys_;
  Faults faults_;
  Outbox outbox_;
  OrderDesk orders_;
  TimePoint now_;
};

/// As the contract shows it: RemoteOrder.
[[nodiscard]] Json remote_order_view(const Json& order);

}  // namespace reseal::sandbox
