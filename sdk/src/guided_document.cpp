// SPDX-License-Identifier: Apache-2.0
#include "guided_document.h"

#include <array>
#include <map>
#include <utility>

#include "guided_values.h"
#include "read_text.h"
#include "reseal/failure.h"
#include "reseal/json_lines.h"
#include "reseal/readable.h"
#include "reseal/schema.h"

namespace reseal::guided {
namespace {

constexpr std::array<const char*, 6> kActions = {"ask", "wait", "adopt", "done", "refuse", "fail"};
constexpr std::array<const char*, 3> kPhases = {"ordering", "installation", "registration"};

std::string step_place(const std::string& phase, std::size_t index) {
  return "/phases/" + phase + "/" + std::to_string(index);
}

std::string text_of(const std::filesystem::path& file) {
  auto text = detail::read_text(file);
  if (!text) throw MessageError(file.string() + ": the journey document cannot be read");
  return std::move(*text);
}

/// Where one is in the document; spelt only when something is wrong there.
struct Place {
  const Place* above;
  const std::string* key;  ///< null: an item of an array
  std::size_t index;

  [[nodiscard]] std::string text() const {
    return (above == nullptr ? "" : above->text()) + "/" + (key == nullptr ? std::to_string(index) : *key);
  }
};

/// "my-ca.json: line 12: /phases/ordering/2: what is wrong". Lines are looked for only when something is.
[[noreturn]] void refuse(const std::string& file, const std::string& text, const std::string& place,
                         const std::string& problem) {
  const auto line = std::to_string(line_of(lines_of(text), place));
  throw MessageError(file + ": line " + line + ": " + (place.empty() ? "/" : place) + ": " + problem);
}

/// Looks for what a schema cannot know. Throws MessageError at the first place that is wrong.
class Checker {
 public:
  Checker(const std::string& file, const std::string& text, const Json& document)
      : file_(file), text_(text), document_(document), data_(document.value("data", Json::object())) {}

  void check() {
    try {
      check_times();
    } catch (const MessageError& error) {
      wrong("/times", error.what());
    }
    for (const auto* phase : kPhases) collect_steps(phase);
    for (const auto* phase : kPhases) {
      if (document_.at("phases").contains(phase)) check_phase(phase);
    }
    for (const std::string part : {"description", "eligibility", "quote", "lead_time", "phases"}) {
      if (document_.contains(part)) check_strings(document_.at(part), {nullptr, &part, 0});
    }
  }

 private:
  [[noreturn]] void wrong(const std::string& place, const std::string& problem) const {
    refuse(file_, text_, place, problem);
  }

  [[noreturn]] void no_such_step(const std::string& place, const std::string& branch, const std::string& phase,
                                 const std::string& target) const {
    wrong(place + "/" + branch + "/goto", "the phase '" + phase + "' has no step '" + target + "'");
  }

  void check_times() const {
    const auto times = document_.value("times", Json::object());
    if (times.contains("utc_offset")) (void)utc_offset_of(times.at("utc_offset").get<std::string>());
    for (const auto* name : {"time", "date"}) {
      if (times.contains(name)) (void)local_text(Time{}, Seconds{0}, times.at(name).get<std::string>());
    }
  }

  // Ids are unique in the whole document: an answer is found again by its step's id alone.
  void collect_steps(const std::string& phase) {
    const auto& phases = document_.at("phases");
    if (!phases.contains(phase)) return;
    const auto& steps = phases.at(phase);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto id = steps[i].at("id").get<std::string>();
      if (!fields_.emplace(id, std::set<std::string>{}).second) {
        wrong(step_place(phase, i) + "/id", "a second step is called '" + id + "'");
      }
      const Json* form = nullptr;
      if (steps[i].contains("ask")) form = &steps[i].at("ask");
      if (steps[i].contains("wait") && steps[i].at("wait").contains("signal")) form = &steps[i].at("wait").at("signal");
      if (form == nullptr || !form->contains("fields")) continue;
      for (const auto& field : form->at("fields")) {
        const auto name = field.at("id").get<std::string>();
        fields_[id].insert(name);
        if (field.at("type") != "mail") continue;
        for (const auto part : kMailParts) fields_[id].insert(name + "." + std::string(part));
      }
    }
  }

  void check_phase(const std::string& phase) {
    const auto& steps = document_.at("phases").at(phase);
    std::set<std::string> here;
    for (const auto& step : steps) here.insert(step.at("id").get<std::string>());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto place = step_place(phase, i);
      for (const auto* name : {"then", "on_decline", "on_deadline", "on_missing", "on_rejected"}) {
        if (!steps[i].contains(name) || !steps[i].at(name).contains("goto")) continue;
        const auto target = steps[i].at(name).at("goto").get<std::string>();
        if (!here.contains(target)) {
          no_such_step(place, name, phase, target);
        }
      }
      if (steps[i].contains("ask") && steps[i].at("ask").contains("decline") && !steps[i].contains("on_decline")) {
        wrong(place, "the form may be declined, so 'on_decline' must say what then");
      }
      if (steps[i].contains("adopt") && !steps[i].contains("on_missing")) {
        wrong(place, "'on_missing' must say what to do while there is no new certificate on the token");
      }
    }
    const auto& last = steps.back();
    const auto kind = kind_of(last);
    if (kind != "done" && kind != "refuse" && kind != "fail" && !last.contains("then")) {
      wrong(step_place(phase, steps.size() - 1),
            "the journey runs out here: the last step must be done, refuse or fail, or go on with 'then'");
    }
    if (last.contains("when")) {
      wrong(step_place(phase, steps.size() - 1) + "/when",
            "the last step cannot depend on a condition: the journey would run out");
    }
  }

  void check_strings(const Json& part, const Place& place) const {
    if (part.is_string()) {
      for (const auto& name : placeholders(part.get_ref<const std::string&>())) {
        const auto problem = placeholder_problem(name, data_, fields_);
        if (!problem.empty()) wrong(place.text(), problem);
      }
    } else if (part.is_array()) {
      for (std::size_t i = 0; i < part.size(); ++i) check_strings(part[i], {&place, nullptr, i});
    } else if (part.is_object()) {
      check_condition_part(part, place);
      const bool field = part.contains("pattern") && part.contains("type");
      for (const auto& [key, value] : part.get_ref<const Json::object_t&>()) {
        if (field && key == "pattern") continue;  // a regular expression has braces of its own
        check_strings(value, {&place, &key, 0});
      }
    }
  }

  void check_condition_part(const Json& part, const Place& where) const {
    for (const auto* name : {"answered", "declined"}) {
      if (part.contains(name) && part.at(name).is_string() && !fields_.contains(part.at(name).get<std::string>())) {
        wrong(where.text() + "/" + name, "there is no step '" + part.at(name).get<std::string>() + "'");
      }
    }
    if (part.contains("answer") && part.at("answer").is_string()) {
      const auto problem = placeholder_problem("answer." + part.at("answer").get<std::string>(), {}, fields_);
      if (!problem.empty()) wrong(where.text() + "/answer", problem);
    }
    if (part.contains("of") && part.at("of").is_string()) {
      const auto of = part.at("of").get<std::string>();
      if (of.starts_with("step:") && !fields_.contains(of.substr(5))) {
        wrong(where.text() + "/of", "there is no step '" + of.substr(5) + "'");
      }
    }
  }

  const std::string& file_;
  const std::string& text_;
  const Json& document_;
  const Json data_;
  std::map<std::string, std::set<std::string>, std::less<>> fields_;  // step id -> its field ids
};

void collect_text_ids(const Json& part, std::set<std::string>& ids);

// The members of a document that hold texts (by the schema); everything else that looks like an id is data.
void collect_member(const std::string& key, const Json& value, std::set<std::string>& ids) {
  if (key == "evidence") return;  // its members have names of the author's own
  static const std::set<std::string> texts = {
      "name",   "serves",  "contact", "label",        "detail", "help",        "title",   "intro",
      "accept", "decline", "message", "pattern_hint", "passed", "failed",      "warning", "cannot_say",
      "source", "needs",   "remarks", "items",        "next",   "expectation", "reason",  "processing_source",
      "text"};
  const auto add = [&](const Json& text) {
    if (text.is_string() && text.get_ref<const std::string&>().find('.') != std::string::npos) {
      ids.insert(text.get<std::string>());
    } else if (text.is_object() && text.contains("id")) {
      ids.insert(text.at("id").get<std::string>());
    }
  };
  if (!texts.contains(key)) {
    collect_text_ids(value, ids);
  } else if (value.is_array()) {
    for (const auto& text : value) add(text);
  } else {
    add(value);
  }
}

void collect_text_ids(const Json& part, std::set<std::string>& ids) {
  if (part.is_array()) {
    for (const auto& item : part) collect_text_ids(item, ids);
  } else if (part.is_object()) {
    for (const auto& [key, value] : part.items()) collect_member(key, value, ids);
  }
}

}  // namespace

Document::Document(const std::filesystem::path& file) : file_(file.filename().string()) {
  const auto text = text_of(file);
  json_ = parse_json(text, file_);
  const auto problems = message_schema("guided-journey").check(json_);
  if (!problems.empty()) {
    const auto& first = problems.front();
    refuse(file_, text, first.pointer, "should be " + first.expected + ", found " + first.found);
  }
  Checker(file_, text, json_).check();
}

const Json& Document::steps(Phase phase) const {
  static const Json none = Json::array();
  const auto& phases = json_.at("phases");
  const auto found = phases.find(kPhases[static_cast<std::size_t>(phase)]);
  return found == phases.end() ? none : *found;
}

std::set<std::string> Document::text_ids() const {
  std::set<std::string> ids;
  auto parts = json_;
  parts.erase("data");
  parts.erase("source");
  collect_text_ids(parts, ids);
  return ids;
}

std::string_view kind_of(const Json& step) {
  for (const auto* action : kActions) {
    if (step.contains(action)) return action;
  }
  return {};
}

}  // namespace reseal::guided
