// SPDX-License-Identifier: Apache-2.0
// Plugins that go wrong while they are loaded, started or asked who they are; HOSTILE_<WAY> chooses how.
#define _DEFAULT_SOURCE 1
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reseal/abi.h"

static void say(reseal_sink sink, void* sink_context, const char* text) { sink(sink_context, text, strlen(text)); }

static int instance;

static void* create(const reseal_host* host, const char* init, size_t size, reseal_sink sink, void* sink_context) {
  (void)host;
  (void)init;
  (void)size;
#if defined(HOSTILE_CREATE_SILENT)
  (void)sink;
  (void)sink_context;
  return &instance;
#elif defined(HOSTILE_CREATE_NULL)
  say(sink, sink_context, "{\"ok\":{}}");
  return NULL;
#elif defined(HOSTILE_CREATE_REFUSES)
  say(sink, sink_context, "{\"error\":{\"code\":\"failed\",\"message\":\"base_url is missing\"}}");
  return NULL;
#else
  say(sink, sink_context, "{\"ok\":{}}");
  return &instance;
#endif
}

static void call(void* self, const char* request, size_t size, reseal_sink sink, void* sink_context) {
  (void)self;
  (void)request;
  (void)size;
#if defined(HOSTILE_DESCRIBE_NOT_JSON)
  say(sink, sink_context, "<html>502 Bad Gateway</html>");
#elif defined(HOSTILE_DESCRIBE_NOT_UTF8)
  say(sink, sink_context, "{\"ok\":{\"id\":\"\xff\xfe\"}}");
#elif defined(HOSTILE_DESCRIBE_WRONG_SHAPE)
  say(sink, sink_context, "{\"ok\":{\"id\":7}}");
#elif defined(HOSTILE_DESCRIBE_HUGE)
  const size_t huge = (size_t)100 << 20;
  char* text = malloc(huge);
  if (text == NULL) return;
  memset(text, ' ', huge);
  sink(sink_context, text, huge);
  free(text);
#elif defined(HOSTILE_DESCRIBE_NULL)
  sink(sink_context, NULL, 100);
#elif defined(HOSTILE_DESCRIBE_OTHER_ID)
  say(sink, sink_context, "{\"ok\":{\"id\":\"somebody_else\",\"version\":\"1.0.0\"}}");
#elif defined(HOSTILE_DESCRIBE_HANGS)
  (void)sink;
  (void)sink_context;
  for (;;) sleep(1);
#else
  const char* good = "{\"ok\":{\"id\":\"" HOSTILE_ID
                     "\",\"version\":\"1.0.0\",\"name\":\"x.name\",\"serves\":\"x.serves\",\"contact\":\"x.contact\","
                     "\"transports\":[\"api\"],\"needs\":[]}}";
  say(sink, sink_context, good);
#if defined(HOSTILE_DESCRIBE_TWICE)
  say(sink, sink_context, good);
#endif
#endif
}

static void destroy(void* self) { (void)self; }

#if defined(HOSTILE_MISSING_DEPENDENCY)
int reseal_absent(void);
#endif
#if defined(HOSTILE_UNRESOLVED_SYMBOL)
int reseal_symbol_of_the_future(void);
#endif

#if !defined(HOSTILE_NO_ENTRY)
RESEAL_EXPORT const reseal_plugin* reseal_plugin_entry(uint32_t host_abi_version);
const reseal_plugin* reseal_plugin_entry(uint32_t host_abi_version) {
  static reseal_plugin table = {RESEAL_ABI_VERSION, sizeof(reseal_plugin), create, call, destroy};
  (void)host_abi_version;
#if defined(HOSTILE_NEWER_ABI)
  table.abi_version = RESEAL_ABI_VERSION + 1;
#elif defined(HOSTILE_OLDER_ABI)
  table.abi_version = RESEAL_ABI_VERSION - 1;
#elif defined(HOSTILE_REFUSES_ABI)
  return NULL;
#elif defined(HOSTILE_SHORT_TABLE)
  table.struct_size = 8;
#elif defined(HOSTILE_GAP_IN_TABLE)
  table.call = NULL;
#elif defined(HOSTILE_MISSING_DEPENDENCY)
  table.abi_version += (uint32_t)reseal_absent() - 1;
#elif defined(HOSTILE_UNRESOLVED_SYMBOL)
  table.abi_version += (uint32_t)reseal_symbol_of_the_future();
#elif defined(HOSTILE_ENTRY_CRASHES)
  *(volatile int*)8 = 1;
#elif defined(HOSTILE_ENTRY_HANGS)
  for (;;) sleep(1);
#elif defined(HOSTILE_ENTRY_PRINTS)
  puts("welcome! {\"usable\":true,\"code\":\"ok\"}");
#elif defined(HOSTILE_ENTRY_FLOODS)
  for (;;) {
    if (write(1, "rubbish rubbish rubbish\n", 24) < 0) continue;
  }
#elif defined(HOSTILE_ENTRY_EXITS)
  exit(0);
#endif
  return &table;
}
#endif
