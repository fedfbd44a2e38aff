// SPDX-License-Identifier: Apache-2.0
// The operations of the portal contract (plugins/misa/contract/openapi.json), and which one a request is.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace reseal::sandbox {

struct Operation {
  std::string_view id;       ///< operationId
  std::string_view method;   ///< "GET" or "POST"
  std::string_view path;     ///< below /misa/v1; one {placeholder} at most
  std::string_view request;  ///< component schema of the body; empty: none
  std::string_view reply;    ///< component schema of a good answer
  int status = 200;          ///< of a good answer
};

[[nodiscard]] std::span<const Operation> operations();
/// Without regard to case and underscores; nullptr when there is none.
[[nodiscard]] const Operation* find_operation_by_name(std::string_view name);

struct Route {
  const Operation* operation = nullptr;
  std::string argument;  ///< what stands in the place of the {placeholder}, decoded
};
/// nullptr operation: no such path. `path` is without the query.
[[nodiscard]] Route route(std::string_view method, std::string_view path);

}  // namespace reseal::sandbox
