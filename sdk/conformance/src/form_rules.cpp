// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "inspect.h"
#include "reseal/failure.h"

namespace reseal::conformance {
namespace {

/// What the field says about one value; "" when it takes it.
std::string refusal_of(const Field& field, const Json& value) {
  Form alone;
  alone.fields = {field};
  const auto problems = check_answer(alone, {{field.id, value}});
  return problems.empty() ? std::string() : problems.front().rule;
}

bool compiles(const Field& field) {
  auto only_the_pattern = field;
  only_the_pattern.type = Field::Type::text;
  only_the_pattern.minimum.reset();
  only_the_pattern.maximum.reset();
  try {
    (void)refusal_of(only_the_pattern, "x");
    return true;
  } catch (const MessageError&) {
    return false;
  }
}

void inspect_choices(const Field& field, const std::string& name, std::vector<std::string>& problems) {
  if (field.choices.empty()) problems.push_back(name + " is a choice of nothing");
  std::set<std::string> values;
  for (const auto& choice : field.choices) {
    if (!values.insert(choice.value).second) problems.push_back(name + " offers '" + choice.value + "' twice");
  }
  if (values.contains("")) problems.push_back(name + " offers a choice without a value, which says nothing");
}

void inspect_field(const Field& field, std::vector<std::string>& problems) {
  const auto name = "field '" + field.id + "'";
  if (field.id.empty()) problems.emplace_back("a field has no id");
  if (!field.pattern.empty() && !compiles(field)) {
    problems.push_back(name + ": the pattern is no regular expression");
    return;
  }
  if (field.minimum && field.maximum && *field.minimum > *field.maximum) {
    problems.push_back(name + ": its minimum is above its maximum");
  }
  if (field.type == Field::Type::choice) inspect_choices(field, name, problems);
  if (field.must_be_true && field.type != Field::Type::boolean) {
    problems.push_back(name + " must be ticked and is no tick");
  }
  if (field.keep && !field.secret) problems.push_back(name + " is to be sealed and is no secret");
  if (!field.initial || field.type == Field::Type::boolean) return;  // a tick begins empty
  const auto refused = refusal_of(field, *field.initial);
  if (!refused.empty() && refused != "required") {
    problems.push_back(name + ": its initial value breaks its own rule '" + refused + "'");
  }
}

}  // namespace

std::vector<std::string> problems_of(const Form& form) {
  std::vector<std::string> problems;
  std::set<std::string> ids;
  for (const auto& field : form.fields) {
    if (!ids.insert(field.id).second) problems.push_back("two fields are called '" + field.id + "'");
    inspect_field(field, problems);
  }
  return problems;
}

}  // namespace reseal::conformance
