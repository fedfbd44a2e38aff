// SPDX-License-Identifier: Apache-2.0
// E-mails that a person gave in a form (Field::Type::mail), read before the answer is written down.
#pragma once

#include <vector>

#include "reseal/form.h"

namespace reseal::workflow {

/// Adds to each e-mail of an answer that is right otherwise what stands in it: "mail": {"from", "to", "date" (RFC 3339,
/// "" when unknown), "subject", "text", "message_id"}, in place of whatever the front end said there. What is no e-mail
/// is a problem of the rule "mail".
std::vector<AnswerProblem> read_mail_fields(const Form& form, Json& answer);

}  // namespace reseal::workflow
