// SPDX-License-Identifier: Apache-2.0
// Whether an application speaks of the certificate's owner (SZCA-06). Held before anything is sent or paid: width of
// letters and spaces do not matter, everything else does.
#pragma once

#include <optional>
#include <string>

#include "reseal/certificate_facts.h"

namespace reseal::szca {

/// 证书所有者
struct Owner {
  std::string name;
  std::string number;  ///< 统一社会信用代码; empty: the certificate does not say, and the hall will
};
Owner owner_of(const CertificateFacts& certificate);

/// What does not agree, as a text for the person; nullopt: all does.
std::optional<Text> mismatch(const Owner& owner, const std::string& name, const std::string& number);

}  // namespace reseal::szca
