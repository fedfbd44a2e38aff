// SPDX-License-Identifier: Apache-2.0
// MISA's renewal portal: the operations of plugins/misa/contract/openapi.json, as functions from request to answer.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "order_desk.h"
#include "stand.h"

namespace reseal::sandbox {

class Portal {
 public:
  explicit Portal(const World& world);
  /// The caller holds the store's lock.
  [[nodiscard]] PortalReply handle(const PortalRequest& request, const Json& body) const;
  /// Lets staff work: every open order is brought up to date. The caller holds the store's lock.
  void tick() const;

 private:
  [[nodiscard]] PortalReply certificate_status(const std::string& serial) const;
  [[nodiscard]] PortalReply packages(const std::string& serial) const;
  [[nodiscard]] PortalReply request_renewal(const Json& body) const;
  [[nodiscard]] PortalReply place_order(const Json& body) const;
  [[nodiscard]] PortalReply accept_data(Json& order) const;
  [[nodiscard]] PortalReply submit_csr(Json& order, const Json& body) const;
  [[nodiscard]] PortalReply certificate_of(const Json& order) const;
  [[nodiscard]] PortalReply confirm_installation(Json& order, const Json& body) const;

  [[nodiscard]] std::optional<Json> order(const std::string& number) const;
  [[nodiscard]] std::optional<Json> order_by_reference(const std::string& reference) const;
  [[nodiscard]] std::optional<Json> open_order_of(const RegisteredCertificate& certificate) const;
  [[nodiscard]] std::string why_not_renewable(const RegisteredCertificate& certificate) const;

  const World& world_;
  Registry registry_;
  Faults faults_;
  TimePoint now_;
  OrderDesk desk_;
};

}  // namespace reseal::sandbox
