// SPDX-License-Identifier: Apache-2.0
#include "viettel.h"

RESEAL_PLUGIN(reseal::viettel::Viettel)
