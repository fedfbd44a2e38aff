// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/error.h"

#include <array>
#include <utility>

namespace reseal {
namespace {

constexpr std::array kNames = {"usage",
                               "config_invalid",
                               "config_missing",
                               "secret_unavailable",
                               "file_unreadable",
                               "file_unwritable",
                               "disk_full",
                               "store_locked",
                               "store_newer",
                               "store_broken",
                               "order_not_found",
                               "order_open_already",
                               "order_open_for_holder",
                               "order_closed",
                               "obligation_not_found",
                               "task_not_found",
                               "task_answered_already",
                               "answer_wrong",
                               "module_missing",
                               "module_unusable",
                               "token_missing",
                               "token_ambiguous",
                               "token_changed",
                               "token_removed",
                               "token_full",
                               "token_error",
                               "pin_wrong",
                               "pin_locked",
                               "pin_last_try",
                               "pin_needed",
                               "authorization_refused",
                               "key_missing",
                               "key_weak",
                               "certificate_missing",
                               "certificate_ambiguous",
                               "certificate_malformed",
                               "certificate_rejected",
                               "crypto_failed",
                               "font_missing",
                               "provider_missing",
                               "plugin_unusable",
                               "plugin_failed",
                               "plugin_not_permitted",
                               "portal_unreachable",
                               "portal_nonsense",
                               "not_eligible",
                               "interrupted",
                               "internal"};
static_assert(kNames.size() == static_cast<std::size_t>(ErrorCode::internal) + 1, "every code has a name");

std::string describe(ErrorCode code, const Error::Params& params, const std::string& cause) {
  std::string text(to_string(code));
  const char* separator = ": ";
  for (const auto& [name, value] : params) {
    text.append(separator).append(name).append("=").append(value);
    separator = ", ";
  }
  if (!cause.empty()) text.append(" (").append(cause).append(")");
  return text;
}

}  // namespace

std::string_view to_string(ErrorCode code) { return kNames.at(static_cast<std::size_t>(code)); }

Error::Error(ErrorCode code, Params params, const std::string& cause)
    : std::runtime_error(describe(code, params, cause)), code_(code), params_(std::move(params)), cause_(cause) {}

}  // namespace reseal
