// SPDX-License-Identifier: Apache-2.0
// A guided journey is data: one document in the plugin's folder says which screens a person walks through, which values
// to copy, what to enter, what to wait for. This runner carries any such document out
// (docs/plugin-authors/guided-journeys.md; shape: sdk/schemas/guided-journey.schema.json).
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "reseal/plugin.h"

namespace reseal {

/// Reads and checks a journey document; throws MessageError naming file, place and expectation. Settings of the
/// deployment (context.settings) replace the document's `data` of the same name.
std::unique_ptr<Provider> guided_provider(const std::filesystem::path& journey_document, const PluginContext& context);
std::unique_ptr<Registrar> guided_registrar(const std::filesystem::path& journey_document,
                                            const PluginContext& context);

/// Every text id that the document may show: what its catalogues must hold. Checks the document as above.
std::set<std::string> journey_text_ids(const std::filesystem::path& journey_document);

}  // namespace reseal
