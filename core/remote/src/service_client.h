// SPDX-License-Identifier: Apache-2.0
// The wire: one service's methods by name, with a bearer token that is fetched when it is needed and again when it has
// run out.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "reseal/remote/remote.h"

namespace reseal::remote {

/// The service said no, in the specification's form.
struct Refused : std::runtime_error {
  Refused(int with_status, std::string with_error, const std::string& description, std::optional<int> left)
      : std::runtime_error(with_error + ": " + description),
        status(with_status),
        error(std::move(with_error)),
        tries_left(left) {}
  int status;
  std::string error;              ///< "invalid_pin"; "http_503" when the answer has none
  std::optional<int> tries_left;  ///< of a PIN, where the service says so
};

class ServiceClient {
 public:
  explicit ServiceClient(Service service) : service_(std::move(service)) {}

  [[nodiscard]] const Service& service() const { return service_; }
  [[nodiscard]] std::string host() const;

  /// POST. The members of `body` and of the answer have the specification's names whatever the service calls them.
  /// Throws Refused, Error(portal_unreachable), Error(portal_nonsense). Asked again once, after a fresh token, when the
  /// service says 401: it has done nothing then.
  Json call(const std::string& method, Json body);

  /// The answer makes no sense.
  [[noreturn]] void nonsense(const std::string& problem) const;

 private:
  struct Answer {
    int status = 0;
    Json body;
  };
  [[nodiscard]] Answer post(const std::string& method, const std::string& content_type, std::string body,
                            const std::string& authorization) const;
  [[nodiscard]] std::string url_of(const std::string& method) const;
  [[nodiscard]] std::string field(const std::string& name) const;
  [[nodiscard]] Refused refusal(const Answer& answer) const;
  void sign_in();

  Service service_;
  std::string token_;
};

}  // namespace reseal::remote
