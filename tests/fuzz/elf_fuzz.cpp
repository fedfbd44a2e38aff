// SPDX-License-Identifier: Apache-2.0
// Any bytes as a library: judged without a crash, and never found usable unless the tables stay inside.
#include <cstddef>
#include <cstdint>

#include "reseal/plugin/inspect.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)reseal::plugin::inspect_image({reinterpret_cast<const char*>(data), size}, "fuzz.so");
  return 0;
}
