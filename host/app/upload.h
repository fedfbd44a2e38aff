// SPDX-License-Identifier: Apache-2.0
// A file from the person's disk as the answer to a field.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "reseal/form.h"

namespace reseal::app {

/// What a person gives for a field of the types file and mail: {name, media_type, base64}. `typed` is a path in UTF-8.
/// Throws Error(file_unreadable), also for more bytes than the field takes (5 MiB when it does not say): no more than
/// those are read.
Json read_upload(const Field& field, const std::string& typed);

}  // namespace reseal::app
