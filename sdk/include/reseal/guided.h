// SPDX-License-Identifier: Apache-2.0
// A guided journey is data: one document in the plugin's folder says which screens a person walks through, which values
// to copy, what to enter, what to wait for. This runner carries any such document out
// (docs/plugin-authors/guided-journeys.md; shape: sdk/schemas/guided-journey.schema.json).
#pragma once

#include <filesystem>
#include <memory>

#include "reseal/plugin.h"

namespace reseal {

/// Reads and checks a journey document; throws MessageError naming file, place and expectation.
std::unique_ptr<Provider> guided_provider(const std::filesystem::path& journey_document, const PluginContext& context);

}  // namespace reseal
