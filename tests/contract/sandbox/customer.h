// SPDX-License-Identifier: Apache-2.0
// A customer who walks an order through the portal, for tests that care about one part of the way.
#pragma once

#include <string>

#include "portal_client.h"

namespace reseal::test {

class Customer {
 public:
  explicit Customer(SandboxWorld& world) : portal_(world), token_(world.make_token({"--algorithm", "ec"})) {}

  [[nodiscard]] const PortalClient& portal() const { return portal_; }
  [[nodiscard]] const SandboxToken& token() const { return token_; }

  [[nodiscard]] nlohmann::json renewal_request() const {
    return {{"reference", reference_},
            {"serial", token_.serial},
            {"issuer", "MISA-CA"},
            {"subject", token_.subject},
            {"certificate", token_.certificate}};
  }
  [[nodiscard]] nlohmann::json new_order(const nlohmann::json& page) const {
    return {{"reference", reference_},     {"request_id", page.at("request_id")},
            {"package", "ESIGN-GH-12"},    {"discount_code", ""},
            {"salesperson_code", ""},      {"extra_tokens", 0},
            {"holder", page.at("holder")}, {"terms_accepted", true},
            {"payment_method", "vietqr"}};
  }
  Answer open() { return portal_.post("/renewal-requests", renewal_request(), key("request")); }
  Answer place(const nlohmann::json& page) { return portal_.post("/orders", new_order(page), key("place")); }
  /// Opens, orders, and accepts what the CA is going to write; returns the order's number.
  std::string accepted_order() {
    const auto number = place(open().body).body.at("number").get<std::string>();
    (void)portal_.get("/orders/" + number);
    (void)portal_.post("/orders/" + number + "/acceptance", {{"accepted", true}}, key("accept"));
    return number;
  }
  Answer submit(const std::string& number, const std::string& csr) {
    return portal_.post("/orders/" + number + "/csr", {{"csr", csr}}, key("csr"));
  }
  [[nodiscard]] std::string key(const std::string& effect) const { return "customer-key-" + reference_ + "-" + effect; }
  void change_reference(const std::string& reference) { reference_ = reference; }

 private:
  PortalClient portal_;
  SandboxToken token_;
  std::string reference_ = "R7K4-Q2MX-9DTB";
};

}  // namespace reseal::test
