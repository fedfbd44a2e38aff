// SPDX-License-Identifier: Apache-2.0
#include "banks.h"

#include <fstream>
#include <iterator>
#include <set>

#include <nlohmann/json.hpp>

#include "reseal/failure.h"

namespace reseal::szca {
namespace {

Json shipped(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(stream), {}};
  const auto list = Json::parse(content, nullptr, false);
  if (!list.is_object() || !list.contains("banks")) throw MessageError("banks.json: expected {\"banks\": [...]}");
  return list.at("banks");
}

}  // namespace

std::vector<std::string> load_banks(const std::filesystem::path& file, const Json& settings) {
  const bool replaced = settings.is_object() && settings.contains("banks");
  auto banks = (replaced ? settings.at("banks") : shipped(file)).get<std::vector<std::string>>();
  const std::set<std::string> different(banks.begin(), banks.end());
  if (banks.empty() || different.size() != banks.size() || different.contains("")) {
    throw MessageError("banks: expected at least one name, and each once");
  }
  return banks;
}

Field bank_field(const std::vector<std::string>& banks) {
  Field field;
  field.id = "account_bank";
  field.type = Field::Type::choice;
  field.label = {"szca.account.bank", {}};
  field.help = {"szca.account.bank_help", {}};
  field.required = true;
  field.searchable = true;
  for (const auto& bank : banks) field.choices.push_back({bank, {"szca.account.bank_name", {{"name", bank}}}, {}, {}});
  return field;
}

}  // namespace reseal::szca
