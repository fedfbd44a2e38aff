// SPDX-License-Identifier: Apache-2.0
// What Documents::inspect is made of.
#pragma once

#include <functional>

#include "reseal/base/bytes.h"
#include "reseal/document/inspection.h"

namespace reseal::document {

/// PNG or JPEG by its first bytes; empty for anything else. Reads headers, never pixels.
[[nodiscard]] Inspection examine_picture(ByteView file);

/// In this process: memory and time are bounded by what may be unpacked, not by what qpdf itself unpacks on the way.
/// Never throws for what is in the file.
[[nodiscard]] Inspection examine_pdf(ByteView file);

/// Runs `examine` in a child with bounds on memory and time, and hands over what it found; Refusal::bomb when the child
/// had to be ended. Throws Error(internal) when no child can be made.
[[nodiscard]] Inspection in_a_child(const std::function<Inspection()>& examine);

}  // namespace reseal::document
