// SPDX-License-Identifier: Apache-2.0
// A CA of this test's own (openssl), a holder's token (SoftHSM2) with a certificate of it, the real `reseal` with one
// example plugin, and the server that the CA is reached through.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/process.h"
#include "support/reserved_port.h"

namespace reseal::test {

class ProtocolWorld {
 public:
  /// `algorithm`: "rsa" or "ec", of the old key and the new.
  explicit ProtocolWorld(std::string plugin, std::string algorithm = "ec");
  ~ProtocolWorld();
  ProtocolWorld(const ProtocolWorld&) = delete;
  ProtocolWorld& operator=(const ProtocolWorld&) = delete;

  /// In this world's folder: ca.pem, ca.key, old.pem, tls.pem and tls.key (127.0.0.1, of the same CA), pin.
  Outcome sh(const std::string& command, const std::map<std::string, std::string>& environment = {}) const;
  /// The same; a failure fails the test.
  std::string must(const std::string& command) const;
  /// A program that runs until this world ends; returns when something listens at `port`.
  void serve(const std::string& command, int port);
  /// TLS at port(), in front of a server that speaks HTTP at the other.
  void serve_tls_before(int http_port);
  /// One of this folder's scripts.
  static std::string script(const std::string& name);

  /// Allows the plugin with these settings and grants.
  void allow(const nlohmann::json& settings, const std::vector<std::string>& grants, bool pin_is_known = true) const;
  Outcome reseal(const std::vector<std::string>& arguments,
                 const std::map<std::string, std::string>& environment = {}) const;
  /// Does not stay while the order waits: exit code 3 then.
  Outcome renew(const std::map<std::string, std::string>& environment = {}) const;
  /// Stays while the order waits, 40 seconds at most.
  Outcome resume(const std::map<std::string, std::string>& environment = {}) const;
  nlohmann::json orders() const;
  nlohmann::json order() const;
  /// Entries of the only order's journal, each "kind effect name" or "kind".
  std::vector<std::string> journal() const;

  /// What is on the token as pkcs11-tool sees it, beside the old pair: one certificate that ca.pem has issued, for a
  /// key whose private half is there and signs. Fails the test otherwise.
  void expect_renewed() const;
  [[nodiscard]] int certificates() const;

  [[nodiscard]] std::string origin() const { return "https://127.0.0.1:" + port_.text(); }
  [[nodiscard]] const ReservedPort& port() const { return port_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::string file(const std::string& name) const;
  void put(const std::string& name, const std::string& content) const;

 private:
  std::string plugin_;
  std::string algorithm_;
  std::filesystem::path folder_;
  ReservedPort port_;
  std::vector<int> servers_;
};

}  // namespace reseal::test
