// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reseal/document/documents.h"

namespace reseal::document {

/// Documents::draw, as cairo writes it.
[[nodiscard]] Bytes draw_printout(const Printout& printout, const SayText& say, Time made);

}  // namespace reseal::document
