// SPDX-License-Identifier: Apache-2.0
#include "serials.h"

#include <algorithm>

namespace reseal::workflow {
namespace {

std::string plain(std::string hex) {
  std::erase_if(hex, [](char c) { return c == ' ' || c == ':' || c == '-'; });
  hex.erase(0, std::min(hex.find_first_not_of('0'), hex.size()));
  std::transform(hex.begin(), hex.end(), hex.begin(),
                 [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
  return hex;
}

}  // namespace

bool is_serial(std::string text, const SerialNumber& serial) {
  return text == serial.decimal || plain(std::move(text)) == plain(serial.hex);
}

}  // namespace reseal::workflow
