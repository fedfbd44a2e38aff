// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "answer_rules.h"
#include "reseal/china_numbers.h"
#include "reseal/form.h"
#include "reseal/phone_number.h"
#include "shape.h"

namespace reseal {
namespace {

class Check {
 public:
  Check(const Form& form, const Json& answer) : form_(form), answer_(answer) {}

  std::vector<AnswerProblem> run() {
    if (!answer_.is_object()) return {{"", "type", {"sdk.answer.type.answer", {}}}};
    for (const Field& field : form_.fields) {
      const auto found = answer_.find(field.id);
      if (found == answer_.end() || says_nothing(*found)) {
        absent(field);
      } else {
        value(field, *found);
      }
    }
    for (const auto& [id, ignored] : answer_.items()) {
      const bool known = std::any_of(form_.fields.begin(), form_.fields.end(),
                                     [&, &name = id](const Field& field) { return field.id == name; });
      if (!known) problems_.push_back({id, "unknown_field", {"sdk.answer.unknown_field", {}}});
    }
    return std::move(problems_);
  }

 private:
  /// An empty box of a web page is sent as "".
  static bool says_nothing(const Json& value) {
    return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty());
  }

  void wrong(const Field& field, const char* rule, const std::string& text,
             std::map<std::string, std::string> params = {}) {
    problems_.push_back({field.id, rule, {"sdk.answer." + text, std::move(params)}});
  }

  void absent(const Field& field) {
    if (field.type == Field::Type::boolean && field.must_be_true) {
      wrong(field, "must_be_true", "must_be_true");
    } else if (field.required) {
      wrong(field, "required", "required");
    }
  }

  void value(const Field& field, const Json& value) {
    switch (field.type) {
      case Field::Type::boolean:
        if (!value.is_boolean()) return wrong(field, "type", "type.boolean");
        if (field.must_be_true && !value.get<bool>()) wrong(field, "must_be_true", "must_be_true");
        return;
      case Field::Type::integer:
        return integer(field, value);
      case Field::Type::file:
      case Field::Type::mail:
        return file(field, value);
      case Field::Type::money:
        return money(field, value);
      default:
        if (!value.is_string()) return wrong(field, "type", "type.text");
        return text(field, value.get_ref<const std::string&>());
    }
  }

  void text(const Field& field, const std::string& value) {
    if (field.type == Field::Type::choice) {
      const bool offered = std::any_of(field.choices.begin(), field.choices.end(),
                                       [&](const Choice& choice) { return choice.value == value; });
      if (!offered) wrong(field, "choice", "choice");
      return;
    }
    if (field.type == Field::Type::date && !answer::is_date(value)) return wrong(field, "date", "date");
    if (field.type == Field::Type::email && !answer::is_email(value)) return wrong(field, "email", "email");
    if (field.type == Field::Type::phone && !is_mobile(field, value)) return;
    if (field.type == Field::Type::credit_code && !credit_code(value))
      return wrong(field, "credit_code", "credit_code");
    if (field.type == Field::Type::resident_id && !resident_id(value))
      return wrong(field, "resident_id", "resident_id");
    if (field.type == Field::Type::phone_cn && !chinese_mobile(value)) return wrong(field, "phone_cn", "phone_cn");
    if (!within(field, answer::length(value), "too_short", "too_long") || field.pattern.empty()) return;
    if (answer::length(value) > answer::kLongestMatched) {
      return wrong(field, "maximum", "too_long", {{"maximum", std::to_string(answer::kLongestMatched)}});
    }
    if (!answer::matches(value, field.pattern)) {
      problems_.push_back(
          {field.id, "pattern", field.pattern_hint.empty() ? Text{"sdk.answer.pattern", {}} : field.pattern_hint});
    }
  }

  /// Who enters an 11-digit number of before 2018 is told what it is today (VTL-M-04).
  bool is_mobile(const Field& field, const std::string& value) {
    const auto number = phone_number(value);
    if (number.kind == PhoneNumber::Kind::mobile) return true;
    if (number.kind == PhoneNumber::Kind::moved) {
      wrong(field, "phone", "phone_moved", {{"new", number.national}});
    } else {
      wrong(field, "phone", "phone");
    }
    return false;
  }

  void integer(const Field& field, const Json& value) {
    std::int64_t number = 0;
    try {
      shape::read(value, number);
    } catch (const MessageError&) {
      return wrong(field, "type", "type.integer");
    }
    within(field, number, "too_small", "too_large");
  }

  void money(const Field& field, const Json& value) {
    Money amount;
    try {
      from_json(value, amount);
    } catch (const MessageError&) {
      return wrong(field, "type", "type.money");
    }
    constexpr std::size_t kCodeSize = 3;
    if (amount.currency.size() != kCodeSize) return wrong(field, "type", "type.money");
    within(field, amount.minor, "too_small", "too_large");
  }

  void file(const Field& field, const Json& value) {
    const auto member = [&](const char* name) -> const std::string* {
      const auto found = value.find(name);
      return found != value.end() && found->is_string() ? &found->get_ref<const std::string&>() : nullptr;
    };
    const bool shaped = value.is_object() && member("name") != nullptr && !member("name")->empty() &&
                        member("media_type") != nullptr && member("base64") != nullptr;
    const auto size = shaped ? answer::base64_size(*member("base64")) : std::nullopt;
    if (!size) return wrong(field, "type", "type.file");
    within(field, *size, "file_too_small", "file_too_large");
  }

  bool within(const Field& field, std::int64_t value, const char* too_small, const char* too_large) {
    if (field.minimum && value < *field.minimum) {
      wrong(field, "minimum", too_small, {{"minimum", std::to_string(*field.minimum)}});
      return false;
    }
    if (field.maximum && value > *field.maximum) {
      wrong(field, "maximum", too_large, {{"maximum", std::to_string(*field.maximum)}});
      return false;
    }
    return true;
  }

  const Form& form_;
  const Json& answer_;
  std::vector<AnswerProblem> problems_;
};

}  // namespace

std::vector<AnswerProblem> check_answer(const Form& form, const Json& answer) { return Check(form, answer).run(); }

}  // namespace reseal
