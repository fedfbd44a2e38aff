// SPDX-License-Identifier: Apache-2.0
// A sandbox of one's own for a test: a world in a temporary folder, its server running, tokens on demand.
// Include sandbox_world.cmake and link reseal_test_sandbox_world.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <sys/types.h>

#include "support/reserved_port.h"

namespace reseal::test {

struct SandboxOptions {
  std::vector<std::string> init = {};  ///< more arguments for `reseal-sandbox init` ("--as-of", "2026-11-21T00:00:00Z")
  bool staff_on_command = false;       ///< nothing happens at the CA unless staff() says so
  double staff_delay = 0;              ///< seconds from order to approval
  double issue_delay = 0;              ///< seconds from CSR to certificate
  double agency_delay = 0;             ///< seconds from a registration to the agency's answer
  bool started = true;
};

struct SandboxToken {
  std::filesystem::path module;
  std::filesystem::path softhsm2_conf;
  std::filesystem::path pin_file;
  std::string pin;
  std::string label;
  std::string token_serial;
  std::string uri;     ///< RFC 7512 of the token
  std::string serial;  ///< of the (last) certificate, upper-case hex
  std::string subject;
  std::string tax_code;
  std::string not_after;
  std::string certificate;  ///< PEM
  /// Points SOFTHSM2_CONF of this process at the token's folder; call before the module is loaded.
  void use() const;
};

class SandboxWorld {
 public:
  explicit SandboxWorld(const SandboxOptions& options = {});
  ~SandboxWorld();
  SandboxWorld(const SandboxWorld&) = delete;
  SandboxWorld& operator=(const SandboxWorld&) = delete;

  void start();
  void stop();           ///< SIGTERM
  void kill_brutally();  ///< SIGKILL: the state on disk must do
  [[nodiscard]] bool running();

  [[nodiscard]] SandboxToken make_token(const std::vector<std::string>& arguments = {},
                                        std::string_view folder = "token");
  /// A key in the cloud and its certificate: what `reseal-sandbox cloud` prints, and its "pin". Of
  /// ketoan@congty.example, unless `arguments` say --user.
  [[nodiscard]] nlohmann::json make_cloud(const std::vector<std::string>& arguments = {});
  /// "reply-lost@placeOrder", "delay=300@packages*2", "cert-other-key" (sandbox/README.md).
  void fault(const std::string& text);
  void clear_faults();
  [[nodiscard]] nlohmann::json show();
  /// {"approve", number, "--with-payment"}, {"list"}, {"revoke", serial}, {"accept-registration", number} ...
  nlohmann::json staff(const std::vector<std::string>& arguments);
  void set_clock(const std::string& rfc3339);

  [[nodiscard]] int received(std::string_view operation);  ///< requests seen, those cut off included
  [[nodiscard]] int orders();                              ///< distinct orders made
  [[nodiscard]] int certificates_issued();
  [[nodiscard]] int installations_confirmed();
  /// All of one agency, as the sandbox keeps them (sandbox/README.md), brought up to date.
  [[nodiscard]] std::vector<nlohmann::json> registrations(std::string_view agency);
  [[nodiscard]] std::vector<std::filesystem::path> mails() const;
  [[nodiscard]] std::vector<std::filesystem::path> sms() const;
  /// Of the newest text message to this number. Throws std::runtime_error when there is none.
  [[nodiscard]] std::string newest_sms(const std::string& to) const;

  [[nodiscard]] const std::filesystem::path& folder() const { return world_; }
  [[nodiscard]] const nlohmann::json& facts() const { return facts_; }      ///< world.json
  [[nodiscard]] std::string portal() const { return facts_.at("portal"); }  ///< "https://127.0.0.1:PORT"
  /// Of the portal of a plugin: "misa", "viettel", "customs", "tax", "social_insurance", "e_invoice".
  [[nodiscard]] std::string base_url(const std::string& system) const { return facts_.at("base_urls").at(system); }
  [[nodiscard]] std::string http() const { return facts_.at("http"); }
  [[nodiscard]] std::filesystem::path tls_ca() const { return world_ / "tls-ca.pem"; }
  [[nodiscard]] std::filesystem::path root() const { return world_ / "root.pem"; }
  [[nodiscard]] std::filesystem::path misa_ca() const { return world_ / "misa-ca.pem"; }

  struct Finished {
    int exit_code = 0;
    std::string out;
    std::string err;
  };
  /// Runs reseal-sandbox with these arguments to its end.
  static Finished run(const std::vector<std::string>& arguments);

 private:
  nlohmann::json run_in_world(std::vector<std::string> arguments) const;
  void end_server(int signal);

  SandboxOptions options_;
  ReservedPort port_, http_port_;
  std::filesystem::path temporary_;
  std::filesystem::path world_;
  nlohmann::json facts_;
  pid_t server_ = 0;
};

}  // namespace reseal::test
