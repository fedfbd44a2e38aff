// SPDX-License-Identifier: Apache-2.0
// One error for the whole core: a code from a closed list, values for its text, and the technical cause.
//
// What a person reads comes from the catalogue: error.<code>.what (what happened), .kept (what was not lost) and .next
// (what to do), with {params} filled in. Expected outcomes (not eligible, wait, wrong PIN) are values, not errors.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace reseal {

enum class ErrorCode {
  usage,                  // {problem}
  config_invalid,         // {file} {where} {problem} {expected}
  config_missing,         // {file}
  secret_unavailable,     // {reference} {problem}
  file_unreadable,        // {file} {problem}
  file_unwritable,        // {file} {problem}
  disk_full,              // {file}
  store_locked,           // {file}
  store_newer,            // {file} {found} {known}
  store_broken,           // {file} {problem}
  order_not_found,        // {order}
  order_open_already,     // {order} {certificate}
  order_open_for_holder,  // {order} {provider}
  order_closed,           // {order} {state}
  obligation_not_found,   // {order} {obligation}
  task_not_found,         // {task}
  task_answered_already,  // {task} {order}
  answer_wrong,           // {task} {problems}
  module_missing,         // {module}
  module_unusable,        // {module} {problem}
  token_missing,          // {token}
  token_ambiguous,        // {token} {count}
  token_changed,          // {expected} {found}
  token_removed,          // {token}
  token_full,             // {token} {problem}
  token_error,            // {token} {problem}
  pin_wrong,              // {token} {left}
  pin_locked,             // {token}
  pin_last_try,           // {token}
  pin_needed,             // {token}
  authorization_refused,  // {service}
  key_missing,            // {token} {key}
  key_weak,               // {problem}
  certificate_missing,    // {certificate}
  certificate_ambiguous,  // {certificate} {count}
  certificate_malformed,  // {problem}
  certificate_rejected,   // {check} {evidence}
  crypto_failed,          // {operation} {problem}
  font_missing,           // {text}
  provider_missing,       // {provider}
  plugin_unusable,        // {file} {problem} {expected} {found} {advice}
  plugin_failed,          // {plugin} {problem}
  plugin_not_permitted,   // {plugin} {permission}
  portal_unreachable,     // {host} {problem}
  portal_nonsense,        // {host} {problem}
  not_eligible,           // {provider}
  interrupted,            //
  internal,               // {problem}
};

/// The stable, untranslated name: "token_missing".
std::string_view to_string(ErrorCode code);

class Error : public std::runtime_error {
 public:
  using Params = std::map<std::string, std::string>;
  explicit Error(ErrorCode code, Params params = {}, const std::string& cause = {});

  [[nodiscard]] ErrorCode code() const { return code_; }
  [[nodiscard]] const Params& params() const { return params_; }
  /// The technical cause, in English, for logs and support; may be empty.
  [[nodiscard]] const std::string& cause() const { return cause_; }

 private:
  ErrorCode code_;
  Params params_;
  std::string cause_;
};

}  // namespace reseal
