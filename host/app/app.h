// SPDX-License-Identifier: Apache-2.0
// The application behind the `reseal` program. It lives in a shared library that the small program loads on demand, so
// that `reseal --version` costs no more than starting a process (docs/decisions/003).
#pragma once

#include "reseal/abi.h"

extern "C" {
/// argv in UTF-8. Returns the exit code (exit_code.h).
RESEAL_EXPORT int reseal_main(int argc, char** argv);
}
