// SPDX-License-Identifier: Apache-2.0
// One world for all that the doctor is shown: each test makes one thing wrong in it, for real, and it is put right
// after.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {

class DoctorWorld : public testing::Test {
 protected:
  using Json = nlohmann::json;

  static void SetUpTestSuite() { world_ = std::make_unique<ProductWorld>(ProductSetting{.through_shim = true}); }
  static void TearDownTestSuite() { world_.reset(); }
  void SetUp() override { config_ = world_->config(); }
  void TearDown() override {
    world_->write_config(config_);
    world_->shim_rules("");
    std::filesystem::remove_all(state());
  }

  struct Visit {
    Outcome outcome;
    Json findings;
    [[nodiscard]] std::vector<std::string> bad() const {
      std::vector<std::string> ids;
      for (const auto& finding : findings) {
        if (!finding.at("good").get<bool>()) ids.push_back(finding.at("id"));
      }
      return ids;
    }
    [[nodiscard]] Json finding(const std::string& id) const {
      const auto found = std::find_if(findings.begin(), findings.end(), [&](const Json& f) { return f["id"] == id; });
      if (found != findings.end()) return *found;
      ADD_FAILURE() << "no " << id << " in " << findings.dump(1) << outcome.err;
      return {{"detail", ""}, {"causes", Json::array()}, {"steps", Json::array()}, {"contact", ""}};
    }
  };
  using Ids = std::vector<std::string>;

  /// `reseal doctor --json`, in English.
  static Visit doctor(const std::map<std::string, std::string>& environment = {}) {
    return visit(world_->reseal(kDoctor, environment));
  }
  /// The same, started by another program: {"unshare", "-n"}.
  static Visit doctor_through(std::vector<std::string> command) {
    command.push_back((product_programs() / "reseal").string());
    command.insert(command.end(), {"--config", to_utf8(world_->config_file())});
    command.insert(command.end(), kDoctor.begin(), kDoctor.end());
    return visit(world_->tool(command));
  }
  /// For root, too, the rights of files count.
  static Visit doctor_without_privileges() {
    return doctor_through(is_root() ? std::vector<std::string>{"setpriv", "--bounding-set=-all", "--inh-caps=-all"}
                                    : std::vector<std::string>{"env"});
  }
  /// The visit with this driver instead of the world's.
  static Visit with_driver(const std::filesystem::path& module) {
    auto config = world_->config();
    config["tokens"]["modules"] = {to_utf8(module)};
    world_->write_config(config);
    return doctor();
  }

  /// A prefix that runs a command in a mount namespace after `script` (which sees the state folder as $STATE); empty
  /// when this machine allows none.
  static std::vector<std::string> in_a_mount_namespace(const std::string& script) {
    const auto who = is_root() ? "-m" : "-rm";
    if (world_->tool({"unshare", who, "sh", "-c", "mount -t tmpfs tmpfs /mnt"}).exit_code != 0) return {};
    return {"unshare", who, "sh", "-c", "STATE=$1; shift; " + script + "; exec \"$@\"", "sh", to_utf8(state())};
  }

  static std::filesystem::path state() { return world_->folder() / "state"; }
  static std::filesystem::path store_file() { return state() / "reseal.db"; }
  static bool is_root();

  static std::unique_ptr<ProductWorld> world_;
  Json config_;

 private:
  static inline const std::vector<std::string> kDoctor = {"doctor", "--json", "--lang", "en"};
  static Visit visit(Outcome outcome) {
    auto findings = Json::parse(outcome.out, nullptr, false);
    if (findings.is_discarded()) {
      ADD_FAILURE() << "no JSON: " << outcome.out << outcome.err;
      findings = Json::array();
    }
    return {std::move(outcome), std::move(findings)};
  }
};

}  // namespace reseal::test
