// SPDX-License-Identifier: Apache-2.0
// The operations of the portal contract, as functions from request to answer. Knows no sockets.
#pragma once

#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "operations.h"
#include "order_desk.h"
#include "world.h"

namespace reseal::sandbox {

struct PortalRequest {
  const Operation* operation = nullptr;
  std::string argument;                      ///< from the path
  std::map<std::string, std::string> query;  ///< decoded
  std::string idempotency_key;
  std::string body;
};

struct PortalReply {
  int status = 200;
  Json body;
};

[[nodiscard]] PortalReply refusal(int status, std::string_view code, std::string_view message);

class Portal {
 public:
  explicit Portal(const World& world);
  /// The caller holds the store's lock.
  [[nodiscard]] PortalReply handle(const PortalRequest& request) const;
  /// Lets staff work: every open order is brought up to date. The caller holds the store's lock.
  void tick() const;
  /// The portal's own time: the world's, unless its clock is off.
  [[nodiscard]] TimePoint now() const { return now_; }

 private:
  [[nodiscard]] PortalReply act(const PortalRequest& request, const Json& body) const;
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
  [[nodiscard]] std::string standing_of(const RegisteredCertificate& certificate) const;
  [[nodiscard]] std::string why_not_renewable(const RegisteredCertificate& certificate) const;
  [[nodiscard]] std::string next_number(std::string_view kind) const;

  const World& world_;
  Registry registry_;
  Faults faults_;
  TimePoint now_;
  OrderDesk desk_;
};

}  // namespace reseal::sandbox
