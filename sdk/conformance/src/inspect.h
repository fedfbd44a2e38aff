// SPDX-License-Identifier: Apache-2.0
// What every answer has to keep to, whatever was asked.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "ledger.h"
#include "reseal/base/catalogue.h"

namespace reseal::conformance {

class Inspector {
 public:
  /// Reads the plugin's catalogues. Throws nothing: what is wrong with them goes into the ledger.
  Inspector(Ledger& ledger, const std::filesystem::path& folder);
  void inspect(const Question& question, const Answer& answer);
  /// Keys and placeholders of the catalogues, once for the plugin.
  void inspect_catalogues();

 private:
  [[nodiscard]] std::string problem_of(const Text& text) const;
  void inspect_texts(const Question& question, const Answer& answer);
  void inspect_step(const Question& question, const Answer& answer);

  Ledger& ledger_;
  Catalogue catalogue_;
  std::string unreadable_;
  std::set<std::string> sound_texts_;  ///< with their parameters' names: a form is seen thousands of times
};

/// What is wrong with a form, a sentence each; none of a sound one.
std::vector<std::string> problems_of(const Form& form);

}  // namespace reseal::conformance
