// SPDX-License-Identifier: Apache-2.0
// The whole product in a world of its own: the real `reseal` program, the real sandbox over TLS, a real (virtual)
// token, in a temporary folder. What a journey test starts from.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/process.h"
#include "support/reserved_port.h"

namespace reseal::test {

struct ProductSetting {
  std::string transport = "api";
  std::string algorithm = "ec";       ///< of the holder's keys, old and new (EC keys are made ten times faster)
  std::string folder_name = "world";  ///< name of the folder everything lives in
  std::string token_label = "MISA-CA eSign";
  bool through_shim = false;  ///< the forwarding PKCS#11 module stands before SoftHSM2
  int pin_tries = 3;
  double staff_delay = 0;                       ///< seconds from order to approval
  double issue_delay = 0;                       ///< seconds from CSR to certificate
  std::vector<std::string> sandbox_init = {};   ///< more arguments of `reseal-sandbox init`
  std::vector<std::string> sandbox_token = {};  ///< more arguments of `reseal-sandbox token`
};

/// What an outside tool (pkcs11-tool) sees on the token.
struct TokenSight {
  int certificates = 0;
  int private_keys = 0;
  int public_keys = 0;
  bool never_extractable = false;  ///< every private key says so
  std::string listing;
};

class ProductWorld {
 public:
  explicit ProductWorld(const ProductSetting& setting = {});
  ~ProductWorld();
  ProductWorld(const ProductWorld&) = delete;
  ProductWorld& operator=(const ProductWorld&) = delete;

  /// `reseal --config <ours> arguments...`
  Outcome reseal(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment = {},
                 const std::string& pin_on_descriptor_3 = {});
  /// The same with --json; the output parsed. Fails the test when it is not JSON.
  nlohmann::json reseal_json(const std::vector<std::string>& arguments);
  /// `renew --provider misa --answers <prepared> --no-input`, and `resume` likewise.
  Outcome renew(const std::vector<std::string>& more = {}, const std::map<std::string, std::string>& environment = {});
  Outcome resume(const std::map<std::string, std::string>& environment = {});
  /// `reseal-sandbox COMMAND --world <ours> arguments...`, its output parsed.
  nlohmann::json sandbox(const std::string& command, const std::vector<std::string>& arguments = {});
  /// Switches a fault on: "reply-lost@placeOrder", "cert-expired" (sandbox/README.md).
  void fault(const std::string& text) { sandbox("fault", {text}); }
  /// Stops the portal as a power cut does, and starts it again.
  void restart_sandbox();
  void stop_sandbox();

  /// A second initialised token, of somebody else, with a certificate of MISA-CA.
  void plug_in_another_token(const std::string& label);
  /// Everything as it is now, the sandbox's memory and the token too, kept under a name; and back there.
  void save(const std::string& name);
  void go_back_to(const std::string& name);

  [[nodiscard]] TokenSight token();
  /// Runs any program with this world's SOFTHSM2_CONF.
  Outcome tool(const std::vector<std::string>& command);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const std::filesystem::path& config_file() const { return config_file_; }
  [[nodiscard]] std::filesystem::path world_folder() const { return folder_ / "sandbox"; }
  [[nodiscard]] const std::string& pin() const { return pin_; }
  [[nodiscard]] const std::string& old_serial() const { return old_serial_; }
  [[nodiscard]] const nlohmann::json& token_facts() const { return token_facts_; }
  [[nodiscard]] static std::string module();
  /// The shim's rules from now on (tests/support/pkcs11_shim/README.md).
  void shim_rules(const std::string& lines) const;

  /// The configuration as it was written; change it and write it back.
  [[nodiscard]] nlohmann::json config() const;
  void write_config(const nlohmann::json& config) const;
  /// The prepared answers; steps that are left out stop the journey.
  void write_answers(const nlohmann::json& answers) const;

 private:
  void make_token(const ProductSetting& setting);
  void start_sandbox();
  [[nodiscard]] std::map<std::string, std::string> environment() const;

  ReservedPort port_, http_port_;
  std::filesystem::path root_;
  std::filesystem::path folder_;
  std::filesystem::path config_file_;
  std::filesystem::path answers_file_;
  std::string pin_;
  std::string old_serial_;
  std::string softhsm_conf_;
  bool through_shim_ = false;
  nlohmann::json token_facts_;
  int sandbox_process_ = -1;
};

/// Answers to every form of MISA's api journey.
nlohmann::json complete_answers();
/// Folder with the built programs and plugins.
std::filesystem::path product_programs();
std::filesystem::path product_plugins();

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace reseal::test
