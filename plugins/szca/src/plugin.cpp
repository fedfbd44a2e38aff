// SPDX-License-Identifier: Apache-2.0
#include "szca.h"

RESEAL_PLUGIN(reseal::szca::Szca)
