// SPDX-License-Identifier: Apache-2.0
#include "app/doctor/finding.h"

#include <utility>

#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

std::vector<std::string> numbered(const Words& words, const std::string& id,
                                  const std::map<std::string, std::string>& params) {
  std::vector<std::string> texts;
  for (int number = 1; words.catalogue().has(id + std::to_string(number), "en"); ++number) {
    texts.push_back(words.say(id + std::to_string(number), params));
  }
  return texts;
}

}  // namespace

void Findings::good(const std::string& check, const std::string& detail) {
  Finding finding;
  finding.check = check;
  finding.id = check + ".ok";
  finding.detail = printable(detail);
  all_.push_back(std::move(finding));
}

void Findings::call_about(std::size_t count, const std::string& contact) {
  for (auto i = count; i < all_.size(); ++i) {
    if (!all_[i].good) all_[i].contact = contact;
  }
}

Finding& Findings::add(const std::string& id, const std::map<std::string, std::string>& params) {
  Finding finding;
  finding.check = id.substr(0, id.find('.'));
  finding.id = id;
  finding.good = false;
  finding.causes = numbered(*words_, "cli.doctor." + id + ".cause_", params);
  finding.steps = numbered(*words_, "cli.doctor." + id + ".step_", params);
  return all_.emplace_back(std::move(finding));
}

Finding& Findings::bad(const std::string& id, const std::map<std::string, std::string>& params) {
  auto& finding = add(id, params);
  finding.detail = words_->say("cli.doctor." + id + ".found", params);
  return finding;
}

Finding& Findings::bad(const std::string& check, const Error& error) {
  auto& finding = add(check + "." + std::string(to_string(error.code())), error.params());
  const auto text = words_->error(error.code(), error.params());
  finding.detail = text.what;
  if (finding.steps.empty() && !text.next.empty()) finding.steps = {text.next};
  finding.technical = printable(error.cause());
  return finding;
}

}  // namespace reseal::app
