// SPDX-License-Identifier: Apache-2.0
#include "support/cloud_world.h"

#include "reseal/base/file.h"
#include "support/registering_world.h"

namespace reseal::test {
namespace {

constexpr const char* kUser = "ketoan@congty.example";

ProductSetting product_world_of(const CloudSetting& setting) {
  ProductSetting product;
  product.transport = setting.transport;
  product.staff_delay = setting.staff_delay;
  return product;
}

nlohmann::json answers_to_every_form() {
  return {{"misa/start", accepted({{"app_version", "14.0"}})},
          {"misa/choose_package", accepted({{"package", "ESIGN-GH-24"}})},
          {"misa/codes", true},
          {"misa/confirm_subject", true},
          {"misa/confirm_invoice", true},
          {"misa/confirm_payment", true},
          {"misa/accept_order", true},
          {"misa/order_placed", true},
          {"misa/check_dossier", true}};
}

}  // namespace

CloudWorld::CloudWorld(const CloudSetting& setting)
    : ProductWorld(product_world_of(setting)), answers_(answers_to_every_form()) {
  const auto pin_file = to_utf8(folder() / "cloud-pin");
  facts_ = sandbox("cloud", {"--user", kUser, "--pin-file", pin_file, "--asks", "pin", "--algorithm", "ec", "--kind",
                             setting.kind, "--days-left", std::to_string(setting.days_left)});
  cloud_pin_ = read_file(folder() / "cloud-pin");
  auto config = this->config();
  config["tokens"] = {{"modules", nlohmann::json::array()}};
  config["remote_signing"] = {{{"id", "misa_esign"},
                               {"name", "MISA eSign"},
                               {"base_url", facts_.at("base_url")},
                               {"user", kUser},
                               {"client_id", facts_.at("client_id")},
                               {"client_secret", {{"file", facts_.at("client_secret_file")}}}}};
  write_config(config);
  write_answers(answers_);
}

Outcome CloudWorld::renew_in_cloud(const std::vector<std::string>& more,
                                   const std::map<std::string, std::string>& environment) {
  std::vector<std::string> arguments = {
      "renew", "--provider", "misa", "--answers", to_utf8(folder() / "answers.json"), "--no-input", "--pin-fd", "3"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return reseal(arguments, environment, cloud_pin_);
}

Outcome CloudWorld::resume_in_cloud(const std::map<std::string, std::string>& environment) {
  return reseal({"resume", "--answers", to_utf8(folder() / "answers.json"), "--no-input", "--pin-fd", "3"}, environment,
                cloud_pin_);
}

void CloudWorld::answer(const std::string& step, const nlohmann::json& answer) {
  if (answer.is_null()) {
    answers_.erase("misa/" + step);
  } else {
    answers_["misa/" + step] = answer;
  }
  write_answers(answers_);
}

nlohmann::json CloudWorld::orders() { return sandbox("staff", {"remote-orders"}); }

int CloudWorld::keys_in_cloud() const {
  const std::filesystem::directory_iterator keys(world_folder() / "keys" / "cloud");
  return static_cast<int>(std::distance(begin(keys), end(keys)));
}

void CloudWorld::renewed_by_misa() {
  sandbox("cloud", {"--user", kUser, "--pin-file", to_utf8(folder() / "cloud-pin"), "--asks", "pin", "--algorithm",
                    "ec", "--subject", facts_.at("subject"), "--kind", facts_.at("kind"), "--days-left", "700"});
}

std::vector<std::filesystem::path> CloudWorld::dossiers() const {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::exists(world_folder() / "dossiers")) return files;
  for (const auto& entry : std::filesystem::directory_iterator(world_folder() / "dossiers")) {
    files.push_back(entry.path());
  }
  return files;
}

}  // namespace reseal::test
