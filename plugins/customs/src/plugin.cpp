// SPDX-License-Identifier: Apache-2.0
#include "customs.h"

RESEAL_PLUGIN(reseal::customs::Customs)
