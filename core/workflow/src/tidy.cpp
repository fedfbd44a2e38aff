// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/tidy.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace reseal::workflow {

std::string_view to_string(KeepReason::Kind kind) {
  constexpr std::string_view kNames[] = {"not_expired", "no_successor", "no_systems", "not_accepted",
                                         "order_open",  "signs",        "key_shared"};
  return kNames[static_cast<std::size_t>(kind)];
}

TidyVerdict judge(const TidyFacts& facts, Time now) {
  using Kind = KeepReason::Kind;
  TidyVerdict verdict;
  const auto keep = [&](Kind kind, const std::string& what = {}) { verdict.keep.push_back({kind, what}); };
  if (now <= facts.certificate.not_after) keep(Kind::not_expired);
  if (!facts.succession) {
    keep(Kind::no_successor);
  } else if (facts.standings.empty()) {
    keep(Kind::no_systems);
  }
  for (const auto& standing : facts.standings) {
    if (standing.standing != Standing::accepted) keep(Kind::not_accepted, standing.system);
  }
  for (const auto& order : facts.open_orders) keep(Kind::order_open, order);
  for (const auto& system : facts.signs_for) keep(Kind::signs, system);
  if (facts.key_is_shared) keep(Kind::key_shared);

  constexpr std::array<std::string_view, 3> kDecrypting{"keyEncipherment", "dataEncipherment", "keyAgreement"};
  const auto& usage = facts.certificate.key_usage;
  // Without a key usage a key may be used for anything (RFC 5280, 4.2.1.3).
  verdict.may_decrypt = usage.empty() || std::find_first_of(usage.begin(), usage.end(), kDecrypting.begin(),
                                                            kDecrypting.end()) != usage.end();
  return verdict;
}

bool confirms(std::string_view typed, const SerialNumber& serial) {
  constexpr std::size_t kDigits = 8;
  if (typed.size() != kDigits || serial.hex.size() < kDigits) return false;
  const auto tail = std::string_view(serial.hex).substr(serial.hex.size() - kDigits);
  return std::equal(typed.begin(), typed.end(), tail.begin(),
                    [](unsigned char a, unsigned char b) { return std::toupper(a) == std::toupper(b); });
}

}  // namespace reseal::workflow
