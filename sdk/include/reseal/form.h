// SPDX-License-Identifier: Apache-2.0
// A form for a person: what to show, what to ask, and the rules that make an answer right. Any plugin's form is
// rendered by the CLI and the web console without knowing the plugin.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/printout.h"
#include "reseal/values.h"

namespace reseal {

/// Something to look at.
struct Shown {
  enum class Kind {
    value,     ///< a label and a value; `copy` adds a copy button (portals want exact spelling)
    note,      ///< a paragraph
    warning,   ///< a paragraph that must not be missed
    steps,     ///< an ordered list of things to do elsewhere (one Text each, in `items`)
    qr,        ///< `value` is the text of a QR code
    link,      ///< `value` is an address
    document,  ///< `value` is UTF-8 text, or base64 when `media_type` is not text/*
    printout,  ///< a form on paper: drawn by the host and kept beside the order, to be opened and printed
  };
  Kind kind = Kind::note;
  Text label;
  std::string value;
  std::string media_type;
  bool copy = false;
  std::vector<Text> items;
  std::optional<Printout> printout = {};  ///< of the kind `printout`: needed
  bool operator==(const Shown&) const = default;
};

struct Choice {
  std::string value;  ///< what the answer holds
  Text label;
  Text detail;
  std::optional<Money> price;
  bool operator==(const Choice&) const = default;
};

struct Field {
  enum class Type {
    text,
    multiline,
    choice,   ///< one of `choices`
    boolean,  ///< a tick
    integer,
    date,  ///< "2026-11-21"
    email,
    phone,  ///< a Vietnamese mobile number, however it is written: phone_number.h reads it
    file,   ///< {"name", "media_type", "base64"}
    mail,   ///< an e-mail as a file (.eml, RFC 5322): as `file`, and the host adds what it read:
            ///< "mail": {"from", "to", "date" (RFC 3339), "subject", "text", "message_id"}
    money,
    credit_code,  ///< 统一社会信用代码, GB 32100: 18 characters with their check character (china_numbers.h)
    resident_id,  ///< 居民身份证号码, GB 11643: 18 characters with their check character
    phone_cn,     ///< a Chinese mobile number: 11 digits, with or without +86
  };
  std::string id;
  Type type = Type::text;
  Text label;
  Text help;
  bool required = false;
  bool must_be_true = false;    ///< boolean only: the form cannot be sent without this tick
  bool secret = false;          ///< never shown again, never journalled in clear
  bool keep = false;            ///< secret only: the host seals it under the field's id (KeptSecret)
  std::optional<Json> initial;  ///< the value it starts with; editable
  std::vector<Choice> choices;
  bool searchable = false;  ///< choice only: too many to list; a person types a part, and picks from what has it
  /// file only: what it may be, as its content says it: "application/pdf", "image/jpeg", "image/png". Not empty: the
  /// host looks inside, refuses what could do something (scripts, encryption, bombs), and adds "pages".
  std::vector<std::string> media_types = {};
  std::optional<int> max_pages = {};  ///< file with media_types only; an image has one
  std::string pattern;                ///< ECMAScript regular expression that the whole text must match
  Text pattern_hint;                  ///< said when it does not
  /// Of an integer; of a text: its length in characters; of a file: its size in bytes; of money: its minor units.
  std::optional<std::int64_t> minimum, maximum;
  bool operator==(const Field&) const = default;
};

struct Form {
  Text title;
  Text intro;
  std::vector<Shown> shown;
  std::vector<Field> fields;
  Text accept;   ///< what the button says ("Gia hạn ngay"); empty: the host's "Continue"
  Text decline;  ///< when not empty, the person may say no: the result is {"accepted": false}
  Text contact;  ///< the second way: whom to call when this cannot go on (GEN-07)
  bool operator==(const Form&) const = default;
};

/// What is wrong with one field of an answer. `rule` is from a closed list: required, must_be_true, choice, pattern,
/// type, minimum, maximum, unknown_field, email, phone, date, mail, credit_code, resident_id, phone_cn, media_type,
/// pages, unsafe_file.
struct AnswerProblem {
  std::string field;
  std::string rule;
  Text hint;
  bool operator==(const AnswerProblem&) const = default;
};

/// Holds an answer ({field id: value}) against the form's rules. Empty: the answer is right. Both sides and every front
/// end call this one function.
std::vector<AnswerProblem> check_answer(const Form& form, const Json& answer);

void to_json(Json& json, const Shown& shown);
void from_json(const Json& json, Shown& shown);
void to_json(Json& json, const Choice& choice);
void from_json(const Json& json, Choice& choice);
void to_json(Json& json, const Field& field);
void from_json(const Json& json, Field& field);
void to_json(Json& json, const Form& form);
void from_json(const Json& json, Form& form);
void to_json(Json& json, const AnswerProblem& problem);
void from_json(const Json& json, AnswerProblem& problem);

}  // namespace reseal
