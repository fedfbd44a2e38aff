// SPDX-License-Identifier: Apache-2.0
// Forms on paper, drawn with the texts of the world.
#pragma once

#include "reseal/document/documents.h"
#include "reseal/workflow/engine.h"

namespace reseal::workflow {

/// Throws Error(internal) when the world has nothing for paper.
[[nodiscard]] const document::Documents& documents_of(const World& world);
/// Says texts in the language of the paper.
[[nodiscard]] document::SayText say_on(const World& world, const Printout& printout);
/// The paper as PDF; `made` stands in it. Throws as document::Documents::draw does.
[[nodiscard]] Bytes draw(const World& world, const Printout& printout, Time made);

}  // namespace reseal::workflow
