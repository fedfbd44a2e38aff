// SPDX-License-Identifier: Apache-2.0
// Answers prepared in a file (`renew --answers FILE`), so that a renewal runs without a person at the keyboard. Shape:
//   {"answers": {"<step id>": {"accepted": true, "answer": {"field": value}}}}
// A field of the types file and mail may be {"file": "answer.eml"}, beside the file of answers or by its whole path.
// A step's id may have its plugin's before it, "customs/sender", where two plugins call a step the same.
// A step may also be given as true (accept, with the form's own initial values) or false (decline).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "reseal/form.h"

namespace reseal::app {

class PreparedAnswers {
 public:
  PreparedAnswers() = default;
  /// Throws Error(usage) naming the file and what is wrong.
  static PreparedAnswers read(const std::filesystem::path& file);

  /// The whole answer for the form of this step, initial values filled in; empty when the file does not speak of the
  /// step. Throws Error(file_unreadable) for a file that it names.
  [[nodiscard]] std::optional<Json> find(const std::string& plugin, const std::string& step, const Form& form) const;

 private:
  Json answers_ = Json::object();
  std::filesystem::path folder_;  ///< of the file
};

/// The values a form starts with: {field: initial}.
Json initial_values(const Form& form);

}  // namespace reseal::app
