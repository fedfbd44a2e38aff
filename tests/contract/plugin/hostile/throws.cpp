// SPDX-License-Identifier: Apache-2.0
// Plugins that let exceptions out of plain C functions.
#include <cstring>
#include <stdexcept>

#include "reseal/abi.h"

namespace {

int instance;

void* create(const reseal_host*, const char*, std::size_t, reseal_sink sink, void* sink_context) {
  sink(sink_context, "{\"ok\":{}}", 9);
  return &instance;
}

void call(void*, const char*, std::size_t, reseal_sink, void*) { throw std::runtime_error("out of the call"); }

void destroy(void*) {}

#if defined(HOSTILE_LOADING_THROWS)
struct Thrower {
  Thrower() { throw 7; }
};
const Thrower thrower;
#endif

}  // namespace

extern "C" RESEAL_EXPORT const reseal_plugin* reseal_plugin_entry(std::uint32_t) {
#if defined(HOSTILE_ENTRY_THROWS)
  throw std::runtime_error("out of the entry");
#else
  static const reseal_plugin table{RESEAL_ABI_VERSION, sizeof(reseal_plugin), &create, &call, &destroy};
  return &table;
#endif
}
