// SPDX-License-Identifier: Apache-2.0
#include "support/szca_world.h"

#include <fstream>
#include <stdexcept>

#include "reseal/base/clock.h"
#include "reseal/base/file.h"
#include "reseal/values.h"
#include "support/registering_world.h"

namespace reseal::test {
namespace {

ProductSetting product_world_of(const SzcaSetting& setting) {
  ProductSetting product;
  product.token_label = "SZCA UKey";
  product.sandbox_init = {"--china"};
  if (setting.staff_on_command) product.sandbox_init.insert(product.sandbox_init.end(), {"--staff", "command"});
  product.sandbox_token = {"--issuer",      "szca",     "--days-left", std::to_string(setting.days_left),
                           "--credit-code", kCreditCode};
  if (!setting.tender) product.sandbox_token.emplace_back("--non-tender");
  return product;
}

// What a scanner makes of one sheet, without a picture on it.
std::string one_page_pdf() {
  std::string pdf = "%PDF-1.4\n";
  std::vector<std::size_t> offsets;
  for (const auto* object : {"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                             "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"}) {
    offsets.push_back(pdf.size());
    pdf += std::to_string(offsets.size()) + " 0 obj" + object + "endobj\n";
  }
  const auto table = pdf.size();
  pdf += "xref\n0 4\n0000000000 65535 f \n";
  for (const auto offset : offsets) {
    const auto digits = std::to_string(offset);
    pdf += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  return pdf + "trailer<</Size 4/Root 1 0 R>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

}  // namespace

SzcaWorld::SzcaWorld(const SzcaSetting& setting) : ProductWorld(product_world_of(setting)) {
  auto config = this->config();
  nlohmann::json settings = nlohmann::json::object();
  if (setting.transport == "api") {
    settings = {{"base_url", config["plugins"]["allow"]["misa"]["settings"]["base_url"]}, {"poll_seconds", 1}};
  }
  config["plugins"]["allow"] = {{"szca", {{"transport", setting.transport}, {"settings", settings}}}};
  config["trust"] = {{"roots", {"sandbox/china-root.pem"}}, {"intermediates", {"sandbox/szca.pem"}}};
  config["systems"] = nlohmann::json::array();
  write_config(config);
  std::ofstream(folder() / "scan.pdf", std::ios::binary) << one_page_pdf();
  nlohmann::json billing{{"method", setting.method}, {"invoice", setting.invoice}};
  if (setting.tender && setting.days_left < 0) {
    billing.update({{"account_name", "深圳市测试科技有限公司"},
                    {"account_bank", "中国工商银行股份有限公司深圳福田支行"},
                    {"account_number", kBasicAccount}});
  }
  answers_ = {{"szca/confirm_certificate", true},
              {"szca/bids", accepted({{"uploaded", "none"}})},
              {"szca/years", accepted({{"package", setting.tender ? "ZB-2" : "FZ-2"}})},
              {"szca/applicant", true},
              {"szca/people", accepted({{"handler_name", "张三"},
                                        {"handler_id", "11010519491231002X"},
                                        {"handler_phone", "13800138000"},
                                        {"handler_email", "zhangsan@company.example"},
                                        {"legal_name", "李四"},
                                        {"legal_id", "440524188001010014"},
                                        {"legal_phone", "13900139000"}})},
              {"szca/billing", accepted(billing)},
              {"szca/confirm_application", accepted({{"agreement", true}})},
              {"szca/real_name", true},
              {"szca/application_form", accepted({{"scan", {{"file", "scan.pdf"}}}})},
              {"szca/identity_qr", true},
              {"szca/pay", true},
              {"szca/start_update", true}};
  write_answers(answers_);
}

Outcome SzcaWorld::apply(const std::vector<std::string>& more, const std::map<std::string, std::string>& environment) {
  std::vector<std::string> arguments = {
      "renew", "--provider", "szca", "--answers", to_utf8(folder() / "answers.json"), "--no-input"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return reseal(arguments, environment);
}

void SzcaWorld::answer(const std::string& step, const nlohmann::json& answer) {
  if (answer.is_null()) {
    answers_.erase("szca/" + step);
  } else {
    answers_["szca/" + step] = answer;
  }
  write_answers(answers_);
}

std::string SzcaWorld::bank_code(const std::string& account) {
  const auto transfers = sandbox("bank", {"--account", account});
  if (transfers.empty()) throw std::runtime_error("no 0.01 yuan came to " + account);
  return transfers.at(0).at("remark");
}

void SzcaWorld::tell_bank_code(const std::string& code) { answer("bank_code", accepted({{"code", code}})); }

nlohmann::json SzcaWorld::applications() { return sandbox("staff", {"applications"}); }

void SzcaWorld::set_clock_ahead(int minutes) {
  const auto now = std::chrono::floor<Seconds>(std::chrono::system_clock::now());
  sandbox("clock", {to_iso(now + std::chrono::minutes(minutes))});
}

}  // namespace reseal::test
