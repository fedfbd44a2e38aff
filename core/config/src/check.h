// SPDX-License-Identifier: Apache-2.0
// Holds the layers against the schema and against what a schema cannot say.
#pragma once

#include <vector>

#include "layers.h"

namespace reseal::config {

/// One layer by itself: names the file and line in which the mistake was made.
void check_layer(const Layer& layer, std::vector<Problem>& problems);

/// What only shows when the layers are laid over each other.
void check_whole(const Json& document, const Origins& origins, const std::vector<Layer>& layers,
                 std::vector<Problem>& problems);

}  // namespace reseal::config
