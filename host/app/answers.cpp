// SPDX-License-Identifier: Apache-2.0
#include "app/answers.h"

#include "app/upload.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal::app {
namespace {

[[noreturn]] void wrong(const std::filesystem::path& file, const std::string& problem) {
  throw Error(ErrorCode::usage, {{"problem", to_utf8(file) + ": " + problem}});
}

}  // namespace

PreparedAnswers PreparedAnswers::read(const std::filesystem::path& file) {
  PreparedAnswers prepared;
  prepared.folder_ = file.parent_path();
  try {
    const auto document = parse_json(read_file(file), to_utf8(file), true);
    if (!document.is_object() || !document.contains("answers") || !document.at("answers").is_object()) {
      wrong(file, R"(expected {"answers": {"<step id>": {...}}})");
    }
    prepared.answers_ = document.at("answers");
  } catch (const MessageError& e) {
    wrong(file, e.what());
  }
  for (const auto& [step, answer] : prepared.answers_.items()) {
    if (!answer.is_boolean() &&
        !(answer.is_object() && answer.contains("accepted") && answer.at("accepted").is_boolean())) {
      wrong(file, "answers/" + step + R"(: expected true, false or {"accepted": true, "answer": {...}})");
    }
  }
  return prepared;
}

std::optional<Json> PreparedAnswers::find(const std::string& plugin, const std::string& step, const Form& form) const {
  auto found = answers_.find(plugin + "/" + step);
  if (found == answers_.end()) found = answers_.find(step);
  if (found == answers_.end()) return std::nullopt;
  const bool accepted = found->is_boolean() ? found->get<bool>() : found->at("accepted").get<bool>();
  if (!accepted) return Json{{"accepted", false}};
  auto values = initial_values(form);
  if (found->is_object() && found->contains("answer")) values.merge_patch(found->at("answer"));
  for (const auto& field : form.fields) {
    if (field.type != Field::Type::file && field.type != Field::Type::mail) continue;
    const auto value = values.find(field.id);
    if (value == values.end() || !value->is_object() || !value->contains("file")) continue;
    const auto& name = value->at("file");
    if (!name.is_string())
      throw Error(ErrorCode::usage, {{"problem", step + "/" + field.id + ": \"file\" is no path"}});
    *value = read_upload(field, to_utf8(folder_ / path_from_utf8(name.get<std::string>())));
  }
  return Json{{"accepted", true}, {"answer", values}};
}

Json initial_values(const Form& form) {
  auto values = Json::object();
  for (const auto& field : form.fields) {
    if (field.initial) values[field.id] = *field.initial;
  }
  return values;
}

}  // namespace reseal::app
