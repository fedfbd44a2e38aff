// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reseal/document/documents.h"

namespace reseal::app {

/// What draws and signs paper, loaded when it is first asked for: cairo, pango and qpdf would make every start of the
/// program a third slower. Throws Error(internal) when its library is not beside the program's.
const document::Documents& load_paper();

}  // namespace reseal::app
