// SPDX-License-Identifier: Apache-2.0
// The tree of a mail's MIME parts: which one is to be read, and what is attached.
#pragma once

#include <string>
#include <vector>

#include "gmime_handles.h"

namespace reseal::mail {

struct Parts {
  GMimePart* plain = nullptr;  ///< the first text/plain that is no attachment; belongs to the message
  GMimePart* html = nullptr;
  std::vector<std::string> attachments;
};
/// Throws Error(usage) beyond the limits of mail.h.
Parts parts_of(GMimeObject* root);

/// Decoded from its transfer encoding, in UTF-8 as far as its charset is known; not yet clean.
std::string content_of(GMimePart* part);

}  // namespace reseal::mail
