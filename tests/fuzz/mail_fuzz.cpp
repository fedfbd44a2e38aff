// SPDX-License-Identifier: Apache-2.0
// Any bytes as an e-mail: clean text within the limits, or Error(usage).
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "reseal/base/error.h"
#include "reseal/base/unicode.h"
#include "reseal/mail/mail.h"

namespace {

void require_clean(const std::string& text, std::size_t limit) {
  if (text.size() > limit || !reseal::is_valid_utf8(text)) std::abort();
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    if (control && c != '\n' && c != '\t') std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace reseal;
  try {
    const auto mail = mail::read_mail({data, size});
    for (const auto* line : {&mail.from, &mail.to, &mail.subject, &mail.message_id}) {
      require_clean(*line, mail::kLongestHeader);
    }
    require_clean(mail.text, mail::kLongestText);
    for (const auto& name : mail.attachments) require_clean(name, mail::kLongestHeader);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::usage) std::abort();
  }
  return 0;
}
