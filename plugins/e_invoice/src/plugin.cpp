// SPDX-License-Identifier: Apache-2.0
#include "e_invoice.h"

RESEAL_PLUGIN(reseal::e_invoice::EInvoice)
