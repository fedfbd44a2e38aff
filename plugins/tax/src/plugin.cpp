// SPDX-License-Identifier: Apache-2.0
#include "tax.h"

RESEAL_PLUGIN(reseal::tax::Tax)
