// SPDX-License-Identifier: Apache-2.0
// A customer of Viettel-CA in September 2020, whose certificate ends with its CA while the contract goes on.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "portal_client.h"

namespace reseal::test {

inline SandboxOptions september_2020(bool staff_on_command = false) {
  return {.init = {"--as-of", "2020-09-15", "--campaign"}, .staff_on_command = staff_on_command};
}

class ViettelCustomer {
 public:
  static constexpr auto kPhone = "0912345678";

  /// `arguments`: more words for `reseal-sandbox token`; a later one wins.
  explicit ViettelCustomer(SandboxWorld& world, const std::vector<std::string>& arguments = {},
                           const std::string& name = "token")
      : world_(world), portal_(world, "viettel"), token_(world.make_token(words(arguments), name)), name_(name) {}

  [[nodiscard]] const PortalClient& portal() const { return portal_; }
  [[nodiscard]] const SandboxToken& token() const { return token_; }
  [[nodiscard]] const std::string& reference() const { return reference_; }
  void change_reference(const std::string& reference) { reference_ = reference; }
  /// An Idempotency-Key of this customer.
  [[nodiscard]] std::string key(const std::string& effect) const { return "viettel-" + name_ + reference_ + effect; }

  [[nodiscard]] nlohmann::json new_request(const std::string& mode) const {
    return {{"reference", reference_},
            {"serial", token_.serial},
            {"certificate", token_.certificate},
            {"campaign", "2020"},
            {"mode", mode},
            {"phone", mode == "automatic" ? "" : kPhone}};
  }
  [[nodiscard]] Answer ask(const std::string& mode) const {
    return portal_.post("/requests", new_request(mode), key("request"));
  }
  [[nodiscard]] Answer certificate() const { return portal_.get("/certificates/" + token_.serial); }
  [[nodiscard]] Answer look(const std::string& number) const { return portal_.get("/requests/" + number); }
  [[nodiscard]] Answer submit(const std::string& number, const std::string& csr, const std::string& code = "") const {
    return portal_.post("/requests/" + number + "/csr", {{"csr", csr}, {"code", code}}, key("csr"));
  }
  [[nodiscard]] Answer resend(const std::string& number, const std::string& effect) const {
    return portal_.post("/requests/" + number + "/messages", {{"reference", reference_}}, key(effect));
  }
  [[nodiscard]] Answer fetch(const std::string& number) const {
    return portal_.get("/requests/" + number + "/certificate");
  }
  [[nodiscard]] Answer confirm(const std::string& number, const std::string& serial) const {
    return portal_.post("/requests/" + number + "/installation", {{"serial", serial}}, key("installed"));
  }
  /// Asked for by request, and approved by people; returns its number.
  [[nodiscard]] std::string approved_request() const {
    const auto number = ask("by_request").body.at("number").get<std::string>();
    return look(number).body.at("status") == "approved" ? number : approve(number);
  }
  /// What the newest text message says is the code.
  [[nodiscard]] std::string code() const {
    const auto text = world_.newest_sms(kPhone);
    return text.substr(text.find("Ma xac nhan: ") + 13, 6);
  }
  [[nodiscard]] static std::string other_than(std::string code) {
    code.front() = code.front() == '9' ? '0' : static_cast<char>(code.front() + 1);
    return code;
  }

 private:
  static std::vector<std::string> words(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{"--algorithm", "ec"};
    const auto said = [&](const std::string& option) {
      return std::find(arguments.begin(), arguments.end(), option) != arguments.end();
    };
    if (!said("--issuer")) words.insert(words.end(), {"--issuer", "viettel-ca"});
    if (!said("--issued")) words.insert(words.end(), {"--issued", "2018-07-16"});
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
  }
  std::string approve(const std::string& number) const {
    (void)world_.staff({"approve", number});
    return number;
  }

  SandboxWorld& world_;
  PortalClient portal_;
  SandboxToken token_;
  std::string name_;
  std::string reference_ = "V3TT-2020-0915";
};

}  // namespace reseal::test
