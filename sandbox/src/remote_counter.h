// SPDX-License-Identifier: Apache-2.0
// MISA's portal for remote signing: the operations below /remote of plugins/misa/contract/openapi.json.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "remote_desk.h"
#include "stand.h"

namespace reseal::sandbox {

/// A dossier may hold a photograph.
inline constexpr std::size_t kLargestDossier = std::size_t{4} * 1024 * 1024;

inline constexpr std::array kRemoteOperations{
    Operation{"openRemoteRenewal", "POST", "/remote/renewals", "NewRemoteRenewal", "RemoteRenewal", 201},
    Operation{"findRemoteRenewal", "GET", "/remote/renewals", "", "RemoteRenewals", 200},
    Operation{"applyRemoteCode", "POST", "/remote/renewals/{}/codes", "Code", "RemoteRenewal", 200},
    Operation{"placeRemoteOrder", "POST", "/remote/orders", "NewRemoteOrder", "RemoteOrder", 201},
    Operation{"findRemoteOrder", "GET", "/remote/orders", "", "RemoteOrders", 200},
    Operation{"correctRemoteOrder", "POST", "/remote/orders/{}/data", "RemoteData", "RemoteOrder", 200},
    Operation{"submitRemoteDossier", "POST", "/remote/orders/{}/dossier", "RemoteDossier", "RemoteOrder", 202,
              kLargestDossier},
};

class RemoteCounter {
 public:
  explicit RemoteCounter(const World& world);
  /// The caller holds the store's lock.
  [[nodiscard]] PortalReply handle(const PortalRequest& request, const Json& body) const;
  [[nodiscard]] const RemoteDesk& desk() const { return desk_; }
  /// Number of an order that renews this certificate and has not ended.
  [[nodiscard]] std::optional<std::string> open_order_of(const std::string& serial) const;

 private:
  [[nodiscard]] PortalReply open(const Json& body) const;
  [[nodiscard]] PortalReply apply_code(const std::string& page, const Json& body) const;
  [[nodiscard]] PortalReply place(const Json& body) const;
  [[nodiscard]] PortalReply correct(Json& order, const Json& body) const;
  [[nodiscard]] PortalReply submit(Json& order, const Json& body) const;

  const World& world_;
  Registry registry_;
  Faults faults_;
  TimePoint now_;
  RemoteDesk desk_;
};

}  // namespace reseal::sandbox
