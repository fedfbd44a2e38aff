// SPDX-License-Identifier: Apache-2.0
// Names as the sandbox's CA writes them: UTF-8 for all but the country and the e-mail address, in the order given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "openssl_handles.h"

namespace reseal::sandbox {

struct NamePart {
  std::string type;   ///< "CN", "UID", "O", ... or a dotted OID
  std::string value;  ///< UTF-8
  bool operator==(const NamePart&) const = default;
};
using Name = std::vector<NamePart>;

/// Reads "CN=Công ty A\, B,UID=MST:0101,C=VN" in the order written; a comma inside a value is escaped with '\'.
/// Throws Error(usage).
[[nodiscard]] Name parse_name(std::string_view text);
[[nodiscard]] NameHandle make_name(const Name& name);
[[nodiscard]] Name read_name(const X509_NAME* name);
/// The name with the value of the first part of this type replaced.
[[nodiscard]] Name with_value(Name name, std::string_view type, std::string_view value);

}  // namespace reseal::sandbox
