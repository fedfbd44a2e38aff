// SPDX-License-Identifier: Apache-2.0
#include "support/registering_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <stdexcept>
#include <thread>

#include "reseal/base/file.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;

ProductSetting product_of(const RegisteringSetting& setting) {
  ProductSetting product;
  product.sandbox_init = {"--agency-delay", std::to_string(setting.agency_delay)};
  product.sandbox_token = {"--days-left", std::to_string(setting.days_left)};
  if (!setting.as_of.empty()) {
    product.sandbox_init.insert(product.sandbox_init.end(), {"--as-of", setting.as_of});
  }
  product.sandbox_init.insert(product.sandbox_init.end(), setting.sandbox_init.begin(), setting.sandbox_init.end());
  return product;
}

std::filesystem::path newest_mail(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> mails;
  if (!std::filesystem::exists(folder)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".eml") continue;  // one that is still being written has another name
    if (entry.path().filename().string().starts_with("social-insurance-")) mails.push_back(entry.path());
  }
  return mails.empty() ? std::filesystem::path() : *std::ranges::max_element(mails);
}

}  // namespace

Json registration_answers() {
  return {{"customs/start", true},
          {"customs/declarant", accepted({{"full_name", "Nguyễn Thị Ánh"},
                                          {"id_kind", "citizen_id"},
                                          {"id_number", "001185012345"},
                                          {"email", "ketoan@congty.example"}})},
          {"customs/send", true},
          {"customs/new_password", true},
          {"tax/change_form", accepted({{"tax_office", "Cục Thuế thành phố Hà Nội"},
                                        {"tax_office_code", "10100"},
                                        {"email", "ketoan@congty.example"},
                                        {"phone", "02439123456"}})},
          {"social_insurance/unit", accepted({{"unit_code", "TN0123A"},
                                              {"email", "ketoan@congty.example"},
                                              {"phone", "0912345678"},
                                              {"responsible", true}})},
          {"social_insurance/confirm", true},
          {"e_invoice/declaration", accepted({{"tax_office", "Cục Thuế thành phố Hà Nội"},
                                              {"contact", "Nguyễn Thị Ánh"},
                                              {"address", "1 Tràng Tiền, Hà Nội"},
                                              {"email", "ketoan@congty.example"},
                                              {"phone", "02439123456"},
                                              {"place", "Hà Nội"}})}};
}

RegisteringWorld::RegisteringWorld(const RegisteringSetting& setting)
    : ProductWorld(product_of(setting)), answers_(complete_answers()) {
  auto config = this->config();
  auto& allow = config["plugins"]["allow"];
  const auto base_url = allow.at("misa").at("settings").at("base_url");
  config["systems"] = Json::array();
  for (const auto& system : setting.systems) {
    config["systems"].push_back({{"id", system}});
    auto settings = setting.transport == "api" ? Json{{"base_url", base_url}} : Json::object();
    // Social Insurance's portal is left at its four hours: it is its e-mail that we act on.
    if (setting.transport == "api" && system != "social_insurance") settings["poll_seconds"] = setting.poll_seconds;
    allow[system] = {{"transport", setting.transport}, {"settings", settings}};
  }
  if (!setting.as_of.empty()) config["clock"] = {{"as_of", setting.as_of}};
  write_config(config);
  answers_.update(registration_answers());
  write_answers(answers_);
}

void RegisteringWorld::set_clock(const std::string& rfc3339) {
  sandbox("clock", {rfc3339});
  auto config = this->config();
  config["clock"] = {{"as_of", rfc3339}};
  write_config(config);
}

void RegisteringWorld::answer(const std::string& step, const Json& answer) {
  if (answer.is_null()) {
    answers_.erase(step);
  } else {
    answers_[step] = answer;
  }
  write_answers(answers_);
}

std::filesystem::path RegisteringWorld::wait_for_the_mail() {
  const auto folder = world_folder() / "outbox" / "mail";
  for (int i = 0; i < 400; ++i) {
    if (auto mail = newest_mail(folder); !mail.empty()) return mail;
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  throw std::runtime_error("Social Insurance wrote no e-mail");
}

Outcome RegisteringWorld::resume_with_the_mail(const std::map<std::string, std::string>& environment) {
  answer("social_insurance/answer", accepted({{"mail", {{"file", to_utf8(wait_for_the_mail())}}}}));
  return resume(environment);
}

Outcome RegisteringWorld::register_again(const std::vector<std::string>& more,
                                         const std::map<std::string, std::string>& environment) {
  std::vector<std::string> arguments = {"register", "--answers", to_utf8(folder() / "answers.json"), "--no-input"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return reseal(arguments, environment);
}

Json RegisteringWorld::status() { return reseal_json({"status"}); }

Json RegisteringWorld::standing(const std::string& system) {
  const auto known = status();
  for (const auto& certificate : known.at("certificates")) {
    for (const auto& each : certificate.at("systems")) {
      if (each.at("system") == system) return each;
    }
  }
  ADD_FAILURE() << "status does not speak of " << system << ": " << known;
  return {};
}

std::vector<std::string> RegisteringWorld::alarms(const std::string& system) {
  std::vector<std::string> kinds;
  const auto known = standing(system);
  for (const auto& alarm : known.at("alarms")) kinds.push_back(alarm.at("kind"));
  return kinds;
}

std::string RegisteringWorld::sign_with(const std::string& system, const std::string& at) {
  std::vector<std::string> arguments = {"sign-with", "--system", system};
  if (!at.empty()) arguments.insert(arguments.end(), {"--at", at});
  return reseal_json(arguments).at("which");
}

Json RegisteringWorld::order(const std::string& plugin) {
  for (const auto& row : reseal_json({"orders", "--all"})) {
    if (row.at("plugin") == plugin) return reseal_json({"order", row.at("id")});
  }
  ADD_FAILURE() << "there is no order with " << plugin;
  return {};
}

std::string RegisteringWorld::new_serial() { return status().at("certificates").at(0).at("new_serial"); }

int RegisteringWorld::sent_forms(const std::string& agency) {
  std::set<std::string> references;
  for (const auto& registration : sandbox("staff", {"registrations"})) {
    if (registration.at("agency") != agency || registration.at("state") == "saved") continue;
    references.insert(registration.at("reference").get<std::string>());
  }
  return static_cast<int>(references.size());
}

int RegisteringWorld::received(const std::string& operation) {
  return sandbox("show").at("received").value(operation, 0);
}

}  // namespace reseal::test
