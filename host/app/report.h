// SPDX-License-Identifier: Apache-2.0
// How the program tells that a command did not work out.
#pragma once

#include <nlohmann/json.hpp>

#include "app/options.h"
#include "app/words.h"
#include "reseal/base/error.h"

namespace reseal::app {

/// The value of `error` that --json prints (docs/cli.md).
Json error_json(const Error& error, const Words& words);
/// What happened, why, what was not lost, what to do next: on stderr; with --json one value on stdout as well, `more`
/// beside its `error`. Returns the exit code.
int report(const Error& error, const Options& options, Json more = Json::object());

}  // namespace reseal::app
