// SPDX-License-Identifier: Apache-2.0
#include "app/report.h"

#include "app/exit_code.h"
#include "app/json_output.h"
#include "app/terminal.h"
#include "reseal/base/unicode.h"

namespace reseal::app {

Json error_json(const Error& error, const Words& words) {
  const auto text = words.error(error.code(), error.params());
  return {{"code", std::string(to_string(error.code()))},
          {"params", error.params()},
          {"what", text.what},
          {"kept", text.kept},
          {"next", text.next},
          {"cause", printable(error.cause())}};
}

int report(const Error& error, const Options& options, Json more) {
  // Not the deployment's words: it may be the very thing that could not be made.
  const Words words(choose_language(options.language), std::string(kVietNam));
  const Terminal terminal(options.color);
  const auto text = words.error(error.code(), error.params());
  if (options.json) {
    more["error"] = error_json(error, words);
    print_json(more);
  }
  terminal.note(terminal.styled("reseal: " + text.what, Style::bad, true));
  const bool cause_is_data = error.code() == ErrorCode::answer_wrong;  // the problems are in the text already
  if (!error.cause().empty() && !cause_is_data) terminal.note("  (" + printable(error.cause()) + ")");
  if (!text.kept.empty()) terminal.note("  " + text.kept);
  if (!text.next.empty()) terminal.note("  " + text.next);
  return exit_code_for(error.code());
}

}  // namespace reseal::app
