// SPDX-License-Identifier: Apache-2.0
#include "social_insurance.h"

RESEAL_PLUGIN(reseal::social_insurance::SocialInsurance)
