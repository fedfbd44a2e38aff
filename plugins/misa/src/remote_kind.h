// SPDX-License-Identifier: Apache-2.0
// The kinds of certificate for remote signing, and which of the guide's two cases is whose (MISA-R-03, -04, -05).
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace reseal::misa {

enum class Kind { organisation, individual, manager, employee };

/// How one asks for the renewal: consenting is enough, and the old key signs (case 1), or the person hands in a signed
/// form (case 2).
enum class Application { consent, form };

struct KindRule {
  Kind kind;
  std::string_view name;  ///< as the contract has it
  Application while_valid;
  Application after_expiry;
};

inline constexpr std::array kKindRules{
    KindRule{Kind::organisation, "organisation", Application::consent, Application::form},
    KindRule{Kind::individual, "individual", Application::consent, Application::form},
    KindRule{Kind::manager, "manager", Application::form, Application::form},
    KindRule{Kind::employee, "employee", Application::form, Application::form},
};

constexpr std::optional<Kind> kind_named(std::string_view name) {
  for (const auto& rule : kKindRules) {
    if (rule.name == name) return rule.kind;
  }
  return {};
}

constexpr const KindRule& rule_of(Kind kind) { return kKindRules[static_cast<std::size_t>(kind)]; }

constexpr Application application_for(Kind kind, bool expired) {
  return expired ? rule_of(kind).after_expiry : rule_of(kind).while_valid;
}

}  // namespace reseal::misa
