// SPDX-License-Identifier: Apache-2.0
#include "owner.h"

#include "reseal/china_numbers.h"

namespace reseal::szca {
namespace {

bool same(const std::string& left, const std::string& right) { return half_width(left) == half_width(right); }

}  // namespace

// Organisations stand in O, and in CN too; a person's name may stand in CN alone.
Owner owner_of(const CertificateFacts& certificate) {
  Owner owner;
  owner.name = certificate.common_name;
  for (const auto& attribute : certificate.subject) {
    if (attribute.key == "O") owner.name = attribute.value;
  }
  if (const auto* id = certificate.holder_id("USCC")) owner.number = id->value;
  return owner;
}

std::optional<Text> mismatch(const Owner& owner, const std::string& name, const std::string& number) {
  if (!same(owner.name, name)) {
    return Text{"szca.applicant.other_name", {{"certificate", owner.name}, {"entered", name}}};
  }
  if (!owner.number.empty() && !same(owner.number, number)) {
    return Text{"szca.applicant.other_number", {{"certificate", owner.number}, {"entered", number}}};
  }
  return {};
}

}  // namespace reseal::szca
