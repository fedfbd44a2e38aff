// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <mutex>
#include <string>

#include "reseal/failure.h"
#include "reseal/schema.h"
#include "schema_source.h"
#include "shape.h"

namespace reseal {

const Schema& message_schema(std::string_view name) {
  // Compiled when first asked for: a program that never sees a form never pays for its schema.
  static std::mutex mutex;
  static std::map<std::string, Schema, std::less<>> compiled;
  const std::lock_guard lock(mutex);
  if (const auto found = compiled.find(name); found != compiled.end()) return found->second;
  const std::string_view text = detail::schema_file(std::string(name) + ".schema.json");
  if (text.empty()) throw MessageError("there is no schema '" + std::string(name) + "'");
  return compiled.try_emplace(std::string(name), text).first->second;
}

void require_message(std::string_view name, const Json& message) {
  const std::vector<SchemaProblem> problems = message_schema(name).check(message);
  if (problems.empty()) return;
  const SchemaProblem& first = problems.front();
  std::string text = std::string(name) + ": " + (first.pointer.empty() ? "the message" : first.pointer) +
                     ": expected " + first.expected + ", found " + first.found;
  if (problems.size() > 1) text += " (and " + std::to_string(problems.size() - 1) + " more)";
  throw MessageError(text);
}

}  // namespace reseal
