// SPDX-License-Identifier: Apache-2.0
#include "inspect.h"

#include "reseal/base/error.h"
#include "reseal/failure.h"
#include "reseal/texts.h"
#include "texts_of.h"

namespace reseal::conformance {
namespace {

constexpr std::chrono::milliseconds kLongestCall{5000};

/// Placeholders that nothing was given for stand in the text as they are.
bool has_open_placeholder(const Catalogue& catalogue, const Text& text, std::string_view language) {
  Text without_values{text.id, {}};  // a value may hold braces of its own
  for (const auto& [name, value] : text.params) without_values.params[name];
  return catalogue.render(without_values, language).find('{') != std::string::npos;
}

const Form* form_of(const Step& step) {
  if (const auto* ask = std::get_if<Ask>(&step.action)) return &ask->form;
  const auto* wait = std::get_if<Wait>(&step.action);
  return wait != nullptr && wait->signal ? &*wait->signal : nullptr;
}

/// What a step forgets to say, "" when nothing; the engine would refuse most of these.
std::string step_problem(const Step& step, const Order& order) {
  if (step.id.empty()) return "a step has no id";
  if (const auto* wait = std::get_if<Wait>(&step.action)) {
    if (wait->poll_after <= Seconds(0) && !wait->not_before) return "a wait says neither poll_after nor not_before";
    if (wait->reason.empty()) return "a wait does not say what is waited for";
  }
  if (const auto* sign = std::get_if<Sign>(&step.action)) {
    if (sign->key == HolderKey::new_key && !order.new_certificate)
      return "a signature with a key that is not there yet";
    if (sign->format == Sign::Format::xml && !sign->xml) return "an XML signature without its place";
  }
  if (std::holds_alternative<Install>(step.action) && std::get<Install>(step.action).certificate.empty()) {
    return "an installation of nothing";
  }
  if (order.phase == Phase::registration &&
      (step.kind() == "make_key" || step.kind() == "install" || step.kind() == "adopt")) {
    return "a registration that wants to change the token";
  }
  const auto* done = std::get_if<Done>(&step.action);
  if (done == nullptr) return {};
  if (order.phase == Phase::installation && !order.new_certificate) return "done, and no certificate has been proven";
  if (order.phase == Phase::registration && !done->acceptance) return "done, and the system has not accepted";
  return {};
}

}  // namespace

Inspector::Inspector(Ledger& ledger, const std::filesystem::path& folder) : ledger_(ledger) {
  try {
    if (std::filesystem::exists(folder / "texts")) catalogue_.add_folder(folder / "texts");
  } catch (const Error& error) {
    unreadable_ = error.what();
  } catch (const MessageError& error) {
    unreadable_ = error.what();
  }
}

void Inspector::inspect_catalogues() {
  ledger_.checked(Promise::texts);
  if (!unreadable_.empty())
    ledger_.broken(Promise::texts,
                   {"texts", "vi.json, en.json, zh.json", unreadable_, "the catalogues cannot be read"});
  for (const auto& gap : catalogue_.gaps())
    ledger_.broken(Promise::texts, {"texts", "vi.json, en.json, zh.json", gap, "the languages differ: " + gap});
  for (const auto language : kLanguages) {
    catalogue_.add(language, detail::sdk_text_file(std::string(language) + ".json"), "texts of the SDK");
  }
}

void Inspector::inspect(const Question& question, const Answer& answer) {
  ledger_.took(answer.took);
  const auto expect = [&](bool holds, Promise promise, const std::string& problem) {
    ledger_.expect(holds, promise, question, answer, problem);
  };
  expect(answer.kind != Answer::Kind::not_permitted, Promise::permissions,
         "it asked the host for what its manifest does not declare");
  expect(answer.took <= kLongestCall, Promise::bounded, "a call took longer than five seconds");
  inspect_texts(question, answer);
  if (answer.step) inspect_step(question, answer);
}

std::string Inspector::problem_of(const Text& text) const {
  for (const auto language : kLanguages) {
    if (!catalogue_.has(text.id, language)) return "is not in " + std::string(language) + ".json";
    if (has_open_placeholder(catalogue_, text, language)) return "has a placeholder that is given no value";
  }
  return {};
}

void Inspector::inspect_texts(const Question& question, const Answer& answer) {
  for (const auto& text : texts_of(question, answer)) {
    std::string seen = text.id;
    for (const auto& [name, value] : text.params) seen += " " + name;
    if (sound_texts_.contains(seen)) continue;
    const auto problem = problem_of(text);
    ledger_.expect(problem.empty(), Promise::texts, question, answer, "the text '" + text.id + "' " + problem);
    if (problem.empty()) sound_texts_.insert(seen);
  }
}

void Inspector::inspect_step(const Question& question, const Answer& answer) {
  const auto& step = *answer.step;
  const auto problem = step_problem(step, question.order);
  ledger_.expect(problem.empty(), Promise::steps, question, answer, problem);
  if (const auto* form = form_of(step)) {
    ledger_.checked(Promise::forms);
    for (const auto& wrong : problems_of(*form)) ledger_.expect(false, Promise::forms, question, answer, wrong);
  }
}

}  // namespace reseal::conformance
