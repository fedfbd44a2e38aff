// SPDX-License-Identifier: Apache-2.0
// A file from the person's disk as the answer to a field.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "reseal/values.h"

namespace reseal::app {

/// What a person gives for a field of the types file and mail: {name, media_type, base64}. `typed` is a path in UTF-8.
/// Throws Error(file_unreadable), also for more than 5 MiB.
Json read_upload(const std::string& typed);

}  // namespace reseal::app
