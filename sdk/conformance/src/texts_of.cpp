// SPDX-License-Identifier: Apache-2.0
#include "texts_of.h"

namespace reseal::conformance {
namespace {

class Texts {
 public:
  Texts& add(const Text& text) {
    if (!text.empty()) found_.push_back(text);
    return *this;
  }
  Texts& add(const std::vector<Text>& texts) {
    for (const auto& text : texts) add(text);
    return *this;
  }
  Texts& add(const Printout& printout) {
    add(printout.title).add(printout.declarations).add(printout.places);
    for (const auto& section : printout.sections) {
      add(section.title);
      for (const auto& row : section.rows) add(row.label);
    }
    return *this;
  }
  Texts& add(const Form& form) {
    add(form.title).add(form.intro).add(form.accept).add(form.decline).add(form.contact);
    for (const auto& shown : form.shown) {
      add(shown.label).add(shown.items);
      if (shown.printout) add(*shown.printout);
    }
    for (const auto& field : form.fields) {
      add(field.label).add(field.help).add(field.pattern_hint);
      for (const auto& choice : field.choices) add(choice.label).add(choice.detail);
    }
    return *this;
  }
  void operator()(const Ask& ask) { add(ask.form); }
  void operator()(const Sign& sign) {
    add(sign.title);
    if (sign.printout) add(*sign.printout);
  }
  void operator()(const MakeKey& /*make*/) {}
  void operator()(const Install& /*install*/) {}
  void operator()(const Adopt& adopt) { add(adopt.reason); }
  void operator()(const Wait& wait) {
    add(wait.reason).add(wait.expectation).add(wait.contact);
    if (wait.signal) add(*wait.signal);
  }
  void operator()(const Done& done) {
    add(done.message).add(done.next);
    for (const auto& obligation : done.obligations) add(obligation.text);
  }
  void operator()(const Refuse& refuse) { add(refuse.message).add(refuse.next); }
  void operator()(const Fail& fail) { add(fail.message).add(fail.next); }

  std::vector<Text> take() { return std::move(found_); }

 private:
  std::vector<Text> found_;
};

}  // namespace

std::vector<Text> texts_of(const Step& step) {
  Texts texts;
  std::visit(texts, step.action);
  for (const auto& secret : step.keep) texts.add(secret.label);
  return texts.take();
}

std::vector<Text> texts_of(const Question& question, const Answer& answer) {
  if (answer.kind != Answer::Kind::said) return {};
  if (answer.step) return texts_of(*answer.step);
  Texts texts;
  if (question.call == "describe") {
    const auto description = answer.said.get<Description>();
    texts.add(description.name).add(description.serves).add(description.contact).add(description.needs);
    texts.add(description.processing_source);
  } else if (question.call == "lead_time") {
    const auto lead = answer.said.get<LeadTime>();
    texts.add(lead.source);
    for (const auto& service : lead.services) texts.add(service.name).add(service.source);
  } else if (question.call == "eligibility") {
    for (const auto& rule : answer.said.get<Verdict>().rules) texts.add(rule.evidence);
  } else if (question.call == "quote") {
    const auto quote = answer.said.get<Quote>();
    texts.add(quote.remarks);
    for (const auto& package : quote.packages) texts.add(package.name).add(package.remarks);
  }
  return texts.take();
}

}  // namespace reseal::conformance
