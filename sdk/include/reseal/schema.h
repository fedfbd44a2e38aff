// SPDX-License-Identifier: Apache-2.0
// Holds JSON against a JSON Schema (draft-07). One checker for messages, manifests, journeys and the configuration.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/values.h"

namespace reseal {

/// One thing that is wrong. `pointer` is a JSON Pointer (RFC 6901) into the document ("" is the whole of it).
struct SchemaProblem {
  std::string pointer;
  std::string keyword;   ///< "type", "required", "enum", "additionalProperties", "pattern", ...
  std::string expected;  ///< in plain English: "a string", "one of: api, guided", "no property 'plguins' (did you mean
                         ///< 'plugins'?)"
  std::string found;     ///< the offending value, shortened
  bool operator==(const SchemaProblem&) const = default;
};

class Schema {
 public:
  /// Throws MessageError when the text is not a usable schema.
  explicit Schema(std::string_view schema_text);
  ~Schema();
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  /// Empty: the document is as the schema says. Leaf problems only, at most 20.
  [[nodiscard]] std::vector<SchemaProblem> check(const Json& document) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

/// The schema of a message of the border, by file name without ending ("step", "order", "verdict", "manifest", ...).
/// Compiled once per process. Throws MessageError for an unknown name.
const Schema& message_schema(std::string_view name);

/// Throws MessageError with pointer, expectation and finding when `message` is not a `name`.
void require_message(std::string_view name, const Json& message);

/// Parses untrusted text: UTF-8 checked, nesting at most 64 deep, size at most RESEAL_MAX_MESSAGE, no duplicate keys.
/// `comments` allows // and /* */ (configuration files). Throws MessageError with line and column.
Json parse_json(std::string_view text, std::string_view what, bool comments = false);

}  // namespace reseal
