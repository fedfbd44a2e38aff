/* SPDX-License-Identifier: Apache-2.0 */
/* Does its harm in a constructor, before anybody has asked it anything, and says in its version what came of it. */
#define _DEFAULT_SOURCE 1
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reseal/abi.h"

static int confined;

__attribute__((constructor)) static void harm(void) {
  confined = open("/etc/passwd", O_RDONLY) < 0 && socket(AF_INET, SOCK_STREAM, 0) < 0 && fork() < 0;
}

static void* create(const reseal_host* host, const char* init, size_t size, reseal_sink sink, void* sink_context) {
  (void)host;
  (void)init;
  (void)size;
  sink(sink_context, "{\"ok\":{}}", 9);
  return &confined;
}

static void call(void* self, const char* request, size_t size, reseal_sink sink, void* sink_context) {
  const char* text = confined ? "{\"ok\":{\"id\":\"wild_on_loading\",\"version\":\"confined\"}}"
                              : "{\"ok\":{\"id\":\"wild_on_loading\",\"version\":\"free\"}}";
  (void)self;
  (void)request;
  (void)size;
  sink(sink_context, text, strlen(text));
}

static void destroy(void* self) { (void)self; }

RESEAL_EXPORT const reseal_plugin* reseal_plugin_entry(uint32_t host_abi_version);
const reseal_plugin* reseal_plugin_entry(uint32_t host_abi_version) {
  static const reseal_plugin table = {RESEAL_ABI_VERSION, sizeof(reseal_plugin), create, call, destroy};
  (void)host_abi_version;
  return &table;
}
