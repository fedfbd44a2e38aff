// SPDX-License-Identifier: Apache-2.0
// What doctor found, and its words.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/words.h"

namespace reseal::app {

struct Finding {
  std::string check;  ///< what was looked at: "module"; stable
  std::string id;     ///< what was found: "module.architecture", "module.ok"; stable
  bool good = true;
  std::string detail;               ///< what was found, in the reader's language
  std::vector<std::string> causes;  ///< the likeliest first
  std::vector<std::string> steps;   ///< the first to do first
  std::string contact;              ///< whom to call when the steps do not help; empty: nobody is known
  std::string technical;            ///< for support: untranslated; may be empty
};

class Findings {
 public:
  explicit Findings(const Words& words) : words_(&words) {}
  /// In these words from now on: the deployment's, once there is a deployment.
  void speak(const Words& words) { words_ = &words; }
  [[nodiscard]] const Words& words() const { return *words_; }

  void good(const std::string& check, const std::string& detail);
  /// `id`: "module.architecture". Its texts: host/app/doctor/README.md.
  Finding& bad(const std::string& id, const std::map<std::string, std::string>& params = {});
  /// An error that a check ran into is the finding "<check>.<code>": told in its own words, with causes and steps of
  /// the catalogue where it has some.
  Finding& bad(const std::string& check, const Error& error);
  /// Whom to call about what was found wrong since there were `count` findings.
  void call_about(std::size_t count, const std::string& contact);
  [[nodiscard]] const std::vector<Finding>& all() const { return all_; }

 private:
  Finding& add(const std::string& id, const std::map<std::string, std::string>& params);

  const Words* words_;
  std::vector<Finding> all_;
};

}  // namespace reseal::app
