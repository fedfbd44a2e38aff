/* SPDX-License-Identifier: Apache-2.0 */
/* The border as a library, for tools that compare what compilers make of it: every type of abi.h is reachable here. */
#include "reseal/abi.h"

RESEAL_EXPORT const reseal_plugin* reseal_plugin_entry(uint32_t host_abi_version) {
  (void)host_abi_version;
  return 0;
}

RESEAL_EXPORT void reseal_border_host(const reseal_host* host, reseal_plugin_entry_fn entry) {
  (void)host;
  (void)entry;
}
