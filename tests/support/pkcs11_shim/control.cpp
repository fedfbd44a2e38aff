// SPDX-License-Identifier: Apache-2.0
#include "control.h"

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace reseal::shim {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

struct Named {
  const char* name;
  CK_RV value;
};
#define RESEAL_NAMED(code) \
  Named { #code, code }
constexpr std::array kNames = {
    RESEAL_NAMED(CKR_OK),
    RESEAL_NAMED(CKR_CANCEL),
    RESEAL_NAMED(CKR_HOST_MEMORY),
    RESEAL_NAMED(CKR_SLOT_ID_INVALID),
    RESEAL_NAMED(CKR_GENERAL_ERROR),
    RESEAL_NAMED(CKR_FUNCTION_FAILED),
    RESEAL_NAMED(CKR_ARGUMENTS_BAD),
    RESEAL_NAMED(CKR_CANT_LOCK),
    RESEAL_NAMED(CKR_ATTRIBUTE_TYPE_INVALID),
    RESEAL_NAMED(CKR_DEVICE_ERROR),
    RESEAL_NAMED(CKR_DEVICE_MEMORY),
    RESEAL_NAMED(CKR_DEVICE_REMOVED),
    RESEAL_NAMED(CKR_FUNCTION_CANCELED),
    RESEAL_NAMED(CKR_FUNCTION_NOT_SUPPORTED),
    RESEAL_NAMED(CKR_KEY_HANDLE_INVALID),
    RESEAL_NAMED(CKR_MECHANISM_INVALID),
    RESEAL_NAMED(CKR_OBJECT_HANDLE_INVALID),
    RESEAL_NAMED(CKR_OPERATION_ACTIVE),
    RESEAL_NAMED(CKR_PIN_INCORRECT),
    RESEAL_NAMED(CKR_PIN_INVALID),
    RESEAL_NAMED(CKR_PIN_LEN_RANGE),
    RESEAL_NAMED(CKR_PIN_EXPIRED),
    RESEAL_NAMED(CKR_PIN_LOCKED),
    RESEAL_NAMED(CKR_SESSION_CLOSED),
    RESEAL_NAMED(CKR_SESSION_COUNT),
    RESEAL_NAMED(CKR_SESSION_HANDLE_INVALID),
    RESEAL_NAMED(CKR_SESSION_READ_ONLY),
    RESEAL_NAMED(CKR_TEMPLATE_INCONSISTENT),
    RESEAL_NAMED(CKR_TOKEN_NOT_PRESENT),
    RESEAL_NAMED(CKR_TOKEN_NOT_RECOGNIZED),
    RESEAL_NAMED(CKR_TOKEN_WRITE_PROTECTED),
    RESEAL_NAMED(CKR_USER_ALREADY_LOGGED_IN),
    RESEAL_NAMED(CKR_USER_NOT_LOGGED_IN),
    RESEAL_NAMED(CKR_USER_PIN_NOT_INITIALIZED),
    RESEAL_NAMED(CKR_USER_ANOTHER_ALREADY_LOGGED_IN),
    RESEAL_NAMED(CKR_BUFFER_TOO_SMALL),
    RESEAL_NAMED(CKR_CRYPTOKI_NOT_INITIALIZED),
};
#undef RESEAL_NAMED

}  // namespace

long Rule::number(std::size_t index, long otherwise) const {
  return index < words.size() ? std::strtol(words[index].c_str(), nullptr, 0) : otherwise;
}

Control::Control() : file_(environment("RESEAL_SHIM_CONTROL")) {
  if (file_.empty()) return;
  std::ifstream lines(file_);
  for (std::string line; std::getline(lines, line);) {
    Rule rule;
    rule.text = line;
    std::istringstream words(line);
    for (std::string word; words >> word;) rule.words.push_back(word);
    if (!rule.words.empty() && rule.words.front().front() != '#') rules_.push_back(std::move(rule));
  }
  std::ifstream state(file_ + ".state");
  for (std::string line; std::getline(state, line);) {
    const auto tab = line.rfind('\t');
    if (tab != std::string::npos) counts_[line.substr(0, tab)] = std::strtol(line.c_str() + tab, nullptr, 10);
  }
}

const Rule* Control::rule(std::string_view name, std::string_view function) const {
  for (const Rule& rule : rules_) {
    if (rule.word(0) == name && (function.empty() || rule.word(1) == function)) return &rule;
  }
  return nullptr;
}

bool Control::applies_now(const Rule& rule, std::size_t at) {
  const std::string_view how = rule.word(at);
  if (how.empty()) return true;
  const long call = count(rule.text) + 1;
  set_count(rule.text, call);
  if (how == "once") return call == 1;
  if (how == "times") return call <= rule.number(at + 1, 1);
  return how == "after" && call > rule.number(at + 1, 0);
}

bool Control::pulled(const std::string& serial) const {
  for (const Rule& rule : rules_) {
    if (rule.word(0) == "pulled" && (rule.words.size() == 1 || rule.word(1) == serial)) return true;
  }
  return false;
}

long Control::count(const std::string& key) const {
  const auto found = counts_.find(key);
  return found == counts_.end() ? 0 : found->second;
}

void Control::set_count(const std::string& key, long value) {
  counts_[key] = value;
  std::ofstream state(file_ + ".state", std::ios::trunc);
  for (const auto& [name, number] : counts_) state << name << '\t' << number << '\n';
}

CK_RV return_value(std::string_view text) {
  for (const Named& named : kNames) {
    if (text == named.name) return named.value;
  }
  return std::strtoul(std::string(text).c_str(), nullptr, 0);
}

void log_call(std::string_view function, CK_RV value) {
  const std::string file = environment("RESEAL_SHIM_LOG");
  if (file.empty()) return;
  std::ofstream(file, std::ios::app) << function << " 0x" << std::hex << value << '\n';
}

}  // namespace reseal::shim
