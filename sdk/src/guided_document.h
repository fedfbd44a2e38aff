// SPDX-License-Identifier: Apache-2.0
// A journey document that has been read and found whole: the schema holds, each goto leads somewhere, each placeholder
// and condition names something that exists.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "reseal/order.h"

namespace reseal::guided {

class Document {
 public:
  /// Throws MessageError: "usb-token.json: /phases/ordering/2/ask: should be ..., found ...".
  explicit Document(const std::filesystem::path& file);

  [[nodiscard]] const Json& json() const { return json_; }
  /// The steps of a phase; an empty array when the document has none.
  [[nodiscard]] const Json& steps(Phase phase) const;
  [[nodiscard]] std::set<std::string> text_ids() const;

 private:
  std::string file_;
  Json json_;
};

/// The kind of a step: the one member that is an action ("ask", "wait", ...).
std::string_view kind_of(const Json& step);

}  // namespace reseal::guided
