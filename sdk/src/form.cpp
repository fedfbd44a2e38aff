// SPDX-License-Identifier: Apache-2.0
#include "reseal/form.h"

#include "shape.h"

namespace reseal {
namespace shape {
template <>
inline constexpr Names<Shown::Kind, 8> kNames<Shown::Kind>{{{Shown::Kind::value, "value"},
                                                            {Shown::Kind::note, "note"},
                                                            {Shown::Kind::warning, "warning"},
                                                            {Shown::Kind::steps, "steps"},
                                                            {Shown::Kind::qr, "qr"},
                                                            {Shown::Kind::link, "link"},
                                                            {Shown::Kind::document, "document"},
                                                            {Shown::Kind::printout, "printout"}}};
template <>
inline constexpr Names<Field::Type, 14> kNames<Field::Type>{{{Field::Type::text, "text"},
                                                             {Field::Type::multiline, "multiline"},
                                                             {Field::Type::choice, "choice"},
                                                             {Field::Type::boolean, "boolean"},
                                                             {Field::Type::integer, "integer"},
                                                             {Field::Type::date, "date"},
                                                             {Field::Type::email, "email"},
                                                             {Field::Type::phone, "phone"},
                                                             {Field::Type::file, "file"},
                                                             {Field::Type::mail, "mail"},
                                                             {Field::Type::money, "money"},
                                                             {Field::Type::credit_code, "credit_code"},
                                                             {Field::Type::resident_id, "resident_id"},
                                                             {Field::Type::phone_cn, "phone_cn"}}};
}  // namespace shape

void to_json(Json& json, const Shown& shown) {
  json = Json{{"kind", shape::name_of(shown.kind)}, {"value", shown.value}, {"copy", shown.copy}};
  shape::put(json, "label", shown.label);
  if (!shown.media_type.empty()) json["media_type"] = shown.media_type;
  if (!shown.items.empty()) json["items"] = shown.items;
  shape::put(json, "printout", shown.printout);
}

void from_json(const Json& json, Shown& shown) {
  shape::expect_object(json);
  shown = Shown{};
  shape::need(json, "kind", shown.kind);
  shape::may(json, "label", shown.label);
  shape::may(json, "value", shown.value);
  shape::may(json, "media_type", shown.media_type);
  shape::may(json, "copy", shown.copy);
  shape::may(json, "items", shown.items);
  shape::may(json, "printout", shown.printout);
}

void to_json(Json& json, const Choice& choice) {
  json = Json{{"value", choice.value}};
  shape::put(json, "label", choice.label);
  shape::put(json, "detail", choice.detail);
  shape::put(json, "price", choice.price);
}

void from_json(const Json& json, Choice& choice) {
  shape::expect_object(json);
  choice = Choice{};
  shape::need(json, "value", choice.value);
  shape::may(json, "label", choice.label);
  shape::may(json, "detail", choice.detail);
  shape::may(json, "price", choice.price);
}

void to_json(Json& json, const Field& field) {
  json = Json{{"id", field.id},
              {"type", shape::name_of(field.type)},
              {"required", field.required},
              {"must_be_true", field.must_be_true},
              {"secret", field.secret}};
  if (field.keep) json["keep"] = true;
  shape::put(json, "label", field.label);
  shape::put(json, "help", field.help);
  shape::put(json, "initial", field.initial);
  if (!field.choices.empty()) json["choices"] = field.choices;
  if (field.searchable) json["searchable"] = true;
  if (!field.media_types.empty()) json["media_types"] = field.media_types;
  shape::put(json, "max_pages", field.max_pages);
  if (!field.pattern.empty()) json["pattern"] = field.pattern;
  shape::put(json, "pattern_hint", field.pattern_hint);
  shape::put(json, "minimum", field.minimum);
  shape::put(json, "maximum", field.maximum);
}

void from_json(const Json& json, Field& field) {
  shape::expect_object(json);
  field = Field{};
  shape::need(json, "id", field.id);
  shape::need(json, "type", field.type);
  shape::may(json, "label", field.label);
  shape::may(json, "help", field.help);
  shape::may(json, "required", field.required);
  shape::may(json, "must_be_true", field.must_be_true);
  shape::may(json, "secret", field.secret);
  shape::may(json, "keep", field.keep);
  shape::may(json, "initial", field.initial);
  shape::may(json, "choices", field.choices);
  shape::may(json, "searchable", field.searchable);
  shape::may(json, "media_types", field.media_types);
  shape::may(json, "max_pages", field.max_pages);
  shape::may(json, "pattern", field.pattern);
  shape::may(json, "pattern_hint", field.pattern_hint);
  shape::may(json, "minimum", field.minimum);
  shape::may(json, "maximum", field.maximum);
}

void to_json(Json& json, const Form& form) {
  json = Json{{"shown", form.shown}, {"fields", form.fields}};
  shape::put(json, "title", form.title);
  shape::put(json, "intro", form.intro);
  shape::put(json, "accept", form.accept);
  shape::put(json, "decline", form.decline);
  shape::put(json, "contact", form.contact);
}

void from_json(const Json& json, Form& form) {
  shape::expect_object(json);
  form = Form{};
  shape::may(json, "title", form.title);
  shape::may(json, "intro", form.intro);
  shape::may(json, "shown", form.shown);
  shape::may(json, "fields", form.fields);
  shape::may(json, "accept", form.accept);
  shape::may(json, "decline", form.decline);
  shape::may(json, "contact", form.contact);
}

void to_json(Json& json, const AnswerProblem& problem) {
  json = Json{{"field", problem.field}, {"rule", problem.rule}};
  shape::put(json, "hint", problem.hint);
}

void from_json(const Json& json, AnswerProblem& problem) {
  shape::expect_object(json);
  problem = AnswerProblem{};
  shape::need(json, "field", problem.field);
  shape::need(json, "rule", problem.rule);
  shape::may(json, "hint", problem.hint);
}

}  // namespace reseal
