// SPDX-License-Identifier: Apache-2.0
// A stand: one authority's portal in the sandbox (MISA, Customs, ...). It knows no sockets and keeps no state of its
// own: everything is in the world's records, so that server, staff and tests are programs of their own. A new stand is
// one class, one line in stands.cpp and its contract in CMakeLists.txt.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "world.h"

namespace reseal::sandbox {

class Stand;

/// One operation of a stand's contract.
struct Operation {
  std::string_view id;       ///< operationId; no two stands share one
  std::string_view method;   ///< "GET" or "POST"
  std::string_view path;     ///< below the stand's base path; one {} (any one segment) at most
  std::string_view request;  ///< component schema of the body; empty: none
  std::string_view reply;    ///< component schema of a good answer
  int status = 200;          ///< of a good answer
  std::size_t largest_body = std::size_t{128} * 1024;  ///< a certificate and a form are a few kilobytes
};

struct PortalRequest {
  const Stand* stand = nullptr;
  const Operation* operation = nullptr;
  std::string argument;                      ///< what stands in the place of the path's {}, decoded
  std::map<std::string, std::string> query;  ///< decoded
  std::string idempotency_key;
  std::string authorization;  ///< the header
  std::string body;

  [[nodiscard]] std::string parameter(const std::string& name) const;  ///< of the query; "" when absent
};

struct PortalReply {
  int status = 200;
  Json body;
};

/// {"error": {"code", "message"}}: what every contract calls Error.
[[nodiscard]] PortalReply refusal(int status, std::string_view code, std::string_view message);
[[nodiscard]] PortalReply not_found(std::string_view what);
[[nodiscard]] PortalReply invalid(std::string_view what);

/// Stateless; every function is called with the store's lock held.
class Stand {
 public:
  virtual ~Stand() = default;
  [[nodiscard]] virtual std::string_view system() const = 0;     ///< the plugin's id: "misa", "customs", "e_invoice"
  [[nodiscard]] virtual std::string_view base_path() const = 0;  ///< "/customs/v1"
  [[nodiscard]] virtual std::string_view contract() const = 0;   ///< the OpenAPI document
  [[nodiscard]] virtual std::span<const Operation> operations() const = 0;
  /// `body` keeps to the operation's request schema (null when there is none). Idempotency keys are dealt with already.
  [[nodiscard]] virtual PortalReply handle(const World& world, const PortalRequest& request,
                                           const Json& body) const = 0;
  /// One request, its body as it came: checks it by the contract, answers a repeated Idempotency-Key with the first
  /// answer, and else lets handle() act.
  [[nodiscard]] virtual PortalReply receive(const World& world, const PortalRequest& request) const;
  /// Lets the stand's people work: whatever is open is brought up to date.
  virtual void tick(const World& world) const = 0;
  /// An agency's answer to a registration (registration_desk.h), before it is written: add to `extra`, send an e-mail
  /// (its id names it, so that telling twice is once).
  virtual void decided(const World& /*world*/, Json& /*registration*/) const {}
};

[[nodiscard]] std::span<const Stand* const> stands();
/// nullptr when there is none.
[[nodiscard]] const Stand* find_stand(std::string_view system);
/// Over all stands, without regard to case and underscores; nullptr when there is none.
[[nodiscard]] const Operation* find_operation_by_name(std::string_view name);
/// Stand, operation and argument of a request; a null operation: no such path. `path` is without the query.
[[nodiscard]] PortalRequest route(std::string_view method, std::string_view path);

/// What is wrong with the body by the contract's component schema; empty: nothing.
[[nodiscard]] std::string contract_problem(const Stand& stand, std::string_view schema, const Json& body);
/// The portals' own time: the world's, unless their clock is off.
[[nodiscard]] TimePoint portal_now(const World& world);

}  // namespace reseal::sandbox
