// SPDX-License-Identifier: Apache-2.0
#include "mail_fields.h"

#include "reseal/base/error.h"
#include "reseal/mail/mail.h"

namespace reseal::workflow {
namespace {

Json read(const std::string& base64) {
  const auto mail = mail::read_mail(from_base64(base64));
  return {{"from", mail.from},       {"to", mail.to},     {"date", mail.date ? to_iso(*mail.date) : ""},
          {"subject", mail.subject}, {"text", mail.text}, {"message_id", mail.message_id}};
}

}  // namespace

std::vector<AnswerProblem> read_mail_fields(const Form& form, Json& answer) {
  std::vector<AnswerProblem> problems;
  for (const Field& field : form.fields) {
    if (field.type != Field::Type::mail || !answer.contains(field.id)) continue;
    try {
      auto& given = answer.at(field.id);
      given["mail"] = read(given.at("base64").get<std::string>());
    } catch (const Error&) {
      problems.push_back({field.id, "mail", {"sdk.answer.mail", {}}});
    }
  }
  return problems;
}

}  // namespace reseal::workflow
