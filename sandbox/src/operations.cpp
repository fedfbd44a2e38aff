// SPDX-License-Identifier: Apache-2.0
#include "operations.h"

#include <array>

namespace reseal::sandbox {
namespace {

constexpr std::string_view kBase = "/misa/v1";

constexpr std::array kOperations{
    Operation{"certificateStatus", "GET", "/certificates/{}", "", "CertificateStatus", 200},
    Operation{"packages", "GET", "/packages", "", "Packages", 200},
    Operation{"requestRenewal", "POST", "/renewal-requests", "RenewalRequest", "OrderPage", 201},
    Operation{"findRenewalRequest", "GET", "/renewal-requests", "", "OrderPages", 200},
    Operation{"placeOrder", "POST", "/orders", "NewOrder", "Order", 201},
    Operation{"findOrder", "GET", "/orders", "", "Orders", 200},
    Operation{"order", "GET", "/orders/{}", "", "Order", 200},
    Operation{"acceptData", "POST", "/orders/{}/acceptance", "Acceptance", "Order", 200},
    Operation{"submitCsr", "POST", "/orders/{}/csr", "Csr", "Order", 202},
    Operation{"certificate", "GET", "/orders/{}/certificate", "", "Issued", 200},
    Operation{"confirmInstallation", "POST", "/orders/{}/installation", "Installation", "Order", 200},
};

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '_' && c != '-') plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return plain;
}

std::optional<std::string> match(std::string_view pattern, std::string_view path) {
  const auto hole = pattern.find("{}");
  if (hole == std::string_view::npos) return pattern == path ? std::optional<std::string>("") : std::nullopt;
  const auto head = pattern.substr(0, hole);
  const auto tail = pattern.substr(hole + 2);
  if (path.size() <= head.size() + tail.size() || !path.starts_with(head) || !path.ends_with(tail)) return std::nullopt;
  const auto argument = path.substr(head.size(), path.size() - head.size() - tail.size());
  if (argument.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(argument);
}

}  // namespace

std::span<const Operation> operations() { return kOperations; }

const Operation* find_operation_by_name(std::string_view name) {
  for (const auto& operation : kOperations) {
    if (plain_name(operation.id) == plain_name(name)) return &operation;
  }
  return nullptr;
}

Route route(std::string_view method, std::string_view path) {
  if (!path.starts_with(kBase)) return {};
  path.remove_prefix(kBase.size());
  for (const auto& operation : kOperations) {
    if (operation.method != method) continue;
    if (auto argument = match(operation.path, path)) return {&operation, std::move(*argument)};
  }
  return {};
}

}  // namespace reseal::sandbox
