// SPDX-License-Identifier: Apache-2.0
#include "misa.h"

RESEAL_PLUGIN(reseal::misa::Misa)
