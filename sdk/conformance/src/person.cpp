// SPDX-License-Identifier: Apache-2.0
#include "person.h"

#include <algorithm>
#include <vector>

#include "reseal/base64.h"

namespace reseal::conformance {
namespace {

// The smallest PDF with a page that readers take.
constexpr std::string_view kPaper =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// As the host hands it on: what it read in the file stands beside it.
Json mail_from(const Json& given) {
  Json mail = {{"from", "desk@agency.test"},    {"to", "me@holder.test"},          {"date", "2026-11-21T08:00:00Z"},
               {"subject", "Your certificate"}, {"text", "It has been accepted."}, {"message_id", "<1@agency.test>"}};
  mail.update(given);
  const auto line = [&](const char* name, const char* member) { return name + mail.value(member, "") + "\r\n"; };
  const auto text = line("From: ", "from") + line("To: ", "to") + line("Subject: ", "subject") + "\r\n" +
                    mail.value("text", "") + "\r\n";
  return {{"name", "answer.eml"}, {"media_type", "message/rfc822"}, {"base64", base64_encoded(text)}, {"mail", mail}};
}

Json file_for(const Field& field) {
  Json file = {{"name", "paper.pdf"}, {"media_type", "application/pdf"}, {"base64", base64_encoded(kPaper)}};
  if (!field.media_types.empty()) file["pages"] = 1;
  return file;
}

/// What people enter, most usual first.
std::vector<Json> ideas(const Field& field) {
  switch (field.type) {
    case Field::Type::choice: {
      std::vector<Json> values;
      for (const auto& choice : field.choices) values.emplace_back(choice.value);
      return values;
    }
    case Field::Type::boolean:
      return {true};
    case Field::Type::integer:
      return {field.minimum.value_or(1), field.maximum.value_or(1)};
    case Field::Type::money:
      return {Money{field.minimum.value_or(100'000), "VND"}, Money{field.minimum.value_or(100), "CNY"}};
    case Field::Type::file:
      return {file_for(field)};
    case Field::Type::mail:
      return {mail_from(Json::object())};
    case Field::Type::date:
      return {"2026-11-21"};
    case Field::Type::email:
      return {"ketoan@anbinh.example"};
    case Field::Type::phone:
      return {"0912345678"};
    case Field::Type::phone_cn:
      return {"13800138000"};
    case Field::Type::credit_code:
      return {"91350100M000100Y43"};
    case Field::Type::resident_id:
      return {"11010519491231002X"};
    case Field::Type::text:
    case Field::Type::multiline:
      break;
  }
  std::vector<Json> texts = {"Nguyễn Văn An", "0101243150", "001085012345", "123456", "A1",
                             "2026-11-21",    "AN12345678", "11:00"};
  texts.emplace_back(
      std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(field.minimum.value_or(1), 1, 4096)), '1'));
  return texts;
}

bool is_right(const Form& form, const std::string& field, const Json& answer) {
  const auto problems = check_answer(form, answer);
  return std::none_of(problems.begin(), problems.end(), [&](const auto& problem) { return problem.field == field; });
}

bool answer_field(const Form& form, const Field& field, Json& answer) {
  if (answer.contains(field.id)) return is_right(form, field.id, answer);
  if (field.initial) {
    answer[field.id] = *field.initial;
    if (is_right(form, field.id, answer)) return true;
  }
  answer.erase(field.id);
  if (is_right(form, field.id, answer)) return true;  // nobody fills in more than has to be
  for (auto& idea : ideas(field)) {
    answer[field.id] = std::move(idea);
    if (is_right(form, field.id, answer)) return true;
  }
  answer.erase(field.id);
  return false;
}

struct Attempt {
  Json answer;
  std::string stuck_at;
};

Attempt attempt(const Form& form, const Json& given) {
  Attempt out{given, {}};
  for (const auto& field : form.fields) {
    const auto own = out.answer.find(field.id);
    if (field.type == Field::Type::mail && own != out.answer.end()) *own = mail_from(*own);
    if (!answer_field(form, field, out.answer) && out.stuck_at.empty()) out.stuck_at = field.id;
  }
  if (const auto problems = check_answer(form, out.answer); out.stuck_at.empty() && !problems.empty()) {
    out.stuck_at = problems.front().field;
  }
  return out;
}

}  // namespace

std::optional<Json> fill_in(const Form& form, const Json& given) {
  auto made = attempt(form, given);
  if (!made.stuck_at.empty()) return {};
  return std::move(made.answer);
}

std::string unanswerable(const Form& form, const Json& given) { return attempt(form, given).stuck_at; }

}  // namespace reseal::conformance
