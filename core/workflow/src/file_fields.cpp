// SPDX-License-Identifier: Apache-2.0
#include "file_fields.h"

#include "paper.h"

namespace reseal::workflow {
namespace {

using document::Refusal;

/// "application/pdf" and "image/jpeg" as people know them.
std::string short_names(const std::vector<std::string>& media_types) {
  std::string names;
  for (const auto& type : media_types) {
    auto name = type.substr(type.find('/') + 1);
    for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

AnswerProblem problem_of(const Field& field, const document::Inspection& found) {
  if (found.refusal == Refusal::media_type) {
    return {field.id, "media_type", {"sdk.answer.media_type", {{"expected", short_names(field.media_types)}}}};
  }
  if (found.refusal == Refusal::pages) {
    const Text::Params params{{"pages", std::to_string(found.pages)}, {"maximum", std::to_string(*field.max_pages)}};
    return {field.id, "pages", {"sdk.answer.pages", params}};
  }
  return {field.id, "unsafe_file", {"sdk.answer.file_" + std::string(to_string(found.refusal)), {}}};
}

}  // namespace

std::vector<AnswerProblem> inspect_file_fields(const World& world, const Form& form, Json& answer) {
  std::vector<AnswerProblem> problems;
  for (const Field& field : form.fields) {
    if (field.type != Field::Type::file || field.media_types.empty() || !answer.contains(field.id)) continue;
    auto& given = answer.at(field.id);
    if (!given.is_object()) continue;  // an optional field that says nothing
    const auto content = from_base64(given.at("base64").get<std::string>());
    const auto found = documents_of(world).inspect(content, {field.media_types, field.max_pages});
    if (found.refusal != Refusal::none) {
      problems.push_back(problem_of(field, found));
      continue;
    }
    given["name"] = document::harmless_name(given.at("name").get<std::string>(), found.media_type);
    given["media_type"] = found.media_type;
    given["pages"] = found.pages;
  }
  return problems;
}

}  // namespace reseal::workflow
