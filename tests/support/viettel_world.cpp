// SPDX-License-Identifier: Apache-2.0
#include "support/viettel_world.h"

#include <regex>
#include <stdexcept>
#include <thread>

#include "reseal/base/file.h"

namespace reseal::test {
namespace {

ProductSetting product_world_of(const ViettelSetting& setting) {
  ProductSetting product;
  product.algorithm = setting.algorithm;
  product.token_label = "Viettel-CA";
  product.through_shim = setting.through_shim;
  product.staff_delay = setting.staff_delay;
  product.issue_delay = setting.issue_delay;
  product.sandbox_init = {"--campaign", "--as-of", setting.as_of};
  if (!setting.ca_ends.empty()) {
    product.sandbox_init.insert(product.sandbox_init.end(), {"--campaign-ca-ends", setting.ca_ends,
                                                             "--campaign-issued-before", setting.issued_before});
  }
  product.sandbox_token = {"--issuer", "viettel-ca", "--issued", setting.issued};
  product.sandbox_token.insert(product.sandbox_token.end(), setting.token.begin(), setting.token.end());
  return product;
}

/// The campaign as the deployment's data: that of 2020 but for the sandbox's own CA key, or one that was made up.
nlohmann::json campaign_of_world(const nlohmann::json& world, const std::string& id) {
  const auto& campaign = world.at("campaign");
  return {{"id", id},
          {"name", "Cấp bù " + id},
          {"issuer_key_ids", {world.at("key_ids").at("viettel-ca")}},
          {"issuer_names", {"Viettel-CA"}},
          {"expires_on", campaign.at("expires_on")},
          {"issued_before", campaign.at("issued_before")},
          {"contract_beyond", campaign.at("contract_beyond")},
          {"serial_prefix", "5404"}};
}

}  // namespace

ViettelWorld::ViettelWorld(const ViettelSetting& setting) : ProductWorld(product_world_of(setting)), setting_(setting) {
  const auto world = nlohmann::json::parse(read_file(world_folder() / "world.json"));
  auto config = this->config();
  auto settings = nlohmann::json{{"mode", setting.mode}, {"campaigns", {campaign_of_world(world, setting.as_of)}}};
  if (setting.transport == "api") {
    settings["base_url"] = config["plugins"]["allow"]["misa"]["settings"]["base_url"];
    settings["poll_seconds"] = 1;
  }
  config["plugins"]["allow"] = {{"viettel", {{"transport", setting.transport}, {"settings", settings}}}};
  config["trust"]["intermediates"] = {"sandbox/viettel-ca.pem", "sandbox/viettel-ca-v3.pem"};
  // Each program begins there, while the portal goes on: a little later, or what the CA issues lies in the future.
  config["clock"] = {{"as_of", setting.as_of + "T00:03:00+07:00"}};
  write_config(config);
  answers_ = {{"viettel/request", {{"accepted", true}, {"answer", {{"phone", kPhone}}}}},
              {"viettel/confirm", true},
              {"viettel/install", true}};
  write_answers(answers_);
}

Outcome ViettelWorld::compensate(const std::map<std::string, std::string>& environment) {
  if (setting_.mode == "automatic") return reseal({"renew", "--automatic", "--no-input"}, environment);
  return reseal({"renew", "--provider", "viettel", "--answers", to_utf8(folder() / "answers.json"), "--no-input"},
                environment);
}

void ViettelWorld::answer(const std::string& step, const nlohmann::json& answer) {
  if (answer.is_null()) {
    answers_.erase(step);
  } else {
    answers_[step] = answer;
  }
  write_answers(answers_);
}

std::string ViettelWorld::text_message() {
  for (int i = 0; i < 200; ++i) {
    const auto outcome = tool(
        {to_utf8(product_programs() / "reseal-sandbox"), "sms", "--world", to_utf8(world_folder()), "--to", kPhone});
    if (outcome.exit_code == 0) return nlohmann::json::parse(outcome.out).at("text");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  throw std::runtime_error("Viettel-CA sent no text message");
}

std::string ViettelWorld::code() {
  const auto text = text_message();
  std::smatch found;
  if (!std::regex_search(text, found, std::regex("Ma xac nhan: ([0-9]{6})"))) {
    throw std::runtime_error("no code in: " + text);
  }
  return found[1];
}

nlohmann::json ViettelWorld::requests() { return sandbox("staff", {"compensations"}); }

void ViettelWorld::move_to_another_computer() { std::filesystem::remove_all(folder() / "state"); }

}  // namespace reseal::test
