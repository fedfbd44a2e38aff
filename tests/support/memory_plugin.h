// SPDX-License-Identifier: Apache-2.0
// A plugin in memory, for tests: two functions stand for a whole CA provider, one for a registrar.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "reseal/plugin/plugin.h"

namespace reseal::test {

class MemoryPlugin final : public plugin::Plugin {
 public:
  using StepFunction = std::function<Step(const Order&, Host&)>;

  explicit MemoryPlugin(std::string id = "memory") {
    manifest_.id = id;
    manifest_.version = "1.0.0";
    manifest_.kind = "provider";
    description_.id = std::move(id);
    description_.version = "1.0.0";
    description_.contact = Text{"memory.contact", {}};
  }
  /// A system that has to accept the certificate.
  static MemoryPlugin registrar(std::string id) {
    MemoryPlugin plugin(std::move(id));
    plugin.manifest_.kind = "registrar";
    return plugin;
  }
  StepFunction on_order;
  StepFunction on_install;
  StepFunction on_registration;
  std::map<std::string, std::filesystem::path> helpers;
  LeadTime lead;
  std::optional<std::string> known_serial;  ///< what the system says is registered
  int asked = 0;                            ///< how often it was asked "what next?"

  [[nodiscard]] Description& description() { return description_; }
  [[nodiscard]] plugin::Manifest& declared() { return manifest_; }
  [[nodiscard]] const plugin::Manifest& manifest() const override { return manifest_; }
  [[nodiscard]] const std::string& sha256() const override { return sha256_; }
  [[nodiscard]] const std::string& transport() const override { return transport_; }
  [[nodiscard]] const std::vector<std::string>& origins() const override { return origins_; }
  [[nodiscard]] const std::map<std::string, std::filesystem::path>& programs() const override { return helpers; }
  [[nodiscard]] Description describe() override { return description_; }
  [[nodiscard]] Verdict eligibility(const Candidate& /*candidate*/, Host& /*host*/) override { return Verdict::of({}); }
  [[nodiscard]] Quote quote(const Candidate& /*candidate*/, Host& /*host*/) override { return {}; }
  [[nodiscard]] Step order(const Order& order, Host& host) override {
    ++asked;
    return on_order(order, host);
  }
  [[nodiscard]] Step install(const Order& order, Host& host) override {
    ++asked;
    return on_install(order, host);
  }
  [[nodiscard]] LeadTime lead_time() override { return lead; }
  [[nodiscard]] Step registration(const Order& order, Host& host) override {
    ++asked;
    return on_registration(order, host);
  }
  [[nodiscard]] std::optional<std::string> registered(const Candidate& /*holder*/, Host& /*host*/) override {
    return known_serial;
  }

 private:
  plugin::Manifest manifest_;
  Description description_;
  std::string sha256_ = "00";
  std::string transport_ = "api";
  std::vector<std::string> origins_ = {"https://ca.example"};
};

}  // namespace reseal::test
