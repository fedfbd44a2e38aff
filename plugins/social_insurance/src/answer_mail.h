// SPDX-License-Identifier: Apache-2.0
// What the agency's e-mail says. Strict on purpose: a mail is an acceptance only when it names our dossier or the new
// serial, says so in words that can mean nothing else, and was written between the sending and now. Everything else is
// for a person to read. Its sender proves nothing (core/mail), and is evidence only.
#pragma once

#include <string>
#include <string_view>

#include "reseal/values.h"

namespace reseal::social_insurance {

enum class Decision { accepted, refused, unclear };

struct ReadAnswer {
  Decision decision = Decision::unclear;
  Time decided_at;  ///< the mail's date; unless unclear
  Text why;         ///< of an unclear one: what is missing
};

/// `mail` is what the host read (Field::Type::mail). `number` and `serial` as the portal writes them.
ReadAnswer read_answer(const Json& mail, const std::string& number, const std::string& serial, Time sent, Time now);

/// Vietnamese and English letters in lower case, runs of white space made one space. Takes composed UTF-8.
std::string plain(std::string_view text);

}  // namespace reseal::social_insurance
