// SPDX-License-Identifier: Apache-2.0
// A library that is there when the plugin is built and not when it is loaded.
#include "reseal/abi.h"

RESEAL_EXPORT int reseal_absent(void);
int reseal_absent(void) { return 1; }
