/* SPDX-License-Identifier: Apache-2.0 */
/* The border between the Reseal host and a plugin: plain C, frozen by version.
 *
 * Everything that crosses is a UTF-8 JSON message (sdk/schemas/ describes each). The border itself never changes when a
 * message gains a field; it can be carried over a pipe to another process; it can be written in any language.
 *
 * Rules, for both sides:
 *  - Nothing throws across. A failure is a message: {"error": {"code": "...", "message": "..."}}.
 *  - Nobody frees the other's memory. Results are handed to a sink, whose bytes are valid only during that call.
 *    A sink is called exactly once for each call, on the calling thread, before the call returns.
 *  - A message is at most RESEAL_MAX_MESSAGE bytes; the receiver refuses a longer one unread.
 *  - Each structure begins with its version and size. A side reads no further than the size that the other side states,
 * so that fields can be added at the end; anything else needs a new RESEAL_ABI_VERSION.
 *
 * Search: a plugin is a folder <id>/ that holds manifest.json and <id>.so (.dll, .dylib). The library exports exactly
 * one symbol, reseal_plugin_entry. Loaded with immediate and local binding.
 */
#ifndef RESEAL_ABI_H
#define RESEAL_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RESEAL_ABI_VERSION 1u
#define RESEAL_MAX_MESSAGE ((size_t)8 * 1024 * 1024)

#if defined(_WIN32)
#define RESEAL_EXPORT __declspec(dllexport)
#else
#define RESEAL_EXPORT __attribute__((visibility("default")))
#endif

/* Takes a result. `utf8` is not zero-terminated, belongs to the caller and dies when the sink returns. */
typedef void (*reseal_sink)(void* sink_context, const char* utf8, size_t size);

/* What the host lends a plugin. Valid from create to destroy. */
typedef struct reseal_host {
  uint32_t abi_version; /* RESEAL_ABI_VERSION of the host */
  uint32_t struct_size; /* sizeof(reseal_host) in the host */
  void* context;        /* hand back as the first argument of call */
  /* [same thread as the plugin's own call, and only while one is running]
   * Asks for a capability: {"call": "http" | "log" | "now", "input": {...}} -> {"ok": {...}} or {"error": {...}}.
   * Rationale: outside a call the host could not say for which order an effect happens, so it could not be journalled.
   */
  void (*call)(void* context, const char* request, size_t size, reseal_sink sink, void* sink_context);
} reseal_host;

/* What a plugin lends the host; static storage, valid as long as the library is loaded. */
typedef struct reseal_plugin {
  uint32_t abi_version; /* RESEAL_ABI_VERSION that the plugin was built with */
  uint32_t struct_size; /* sizeof(reseal_plugin) in the plugin */
  /* [any thread] Makes an instance from {"folder", "transport", "settings"}. NULL: refused, after telling the sink why
   * ({"error": {...}}). On success the sink hears {"ok": {}}. */
  void* (*create)(const reseal_host* host, const char* init, size_t size, reseal_sink sink, void* sink_context);
  /* [any thread, one call at a time per instance] {"call": "describe" | "eligibility" | "quote" | "order" | "install" |
   * "lead_time" | "registration" | "registered", "input": {...}} -> {"ok": {...}} or {"error": {...}}.
   * The same question gets the same answer: an instance keeps no state between calls. */
  void (*call)(void* instance, const char* request, size_t size, reseal_sink sink, void* sink_context);
  /* [any thread, no call running] */
  void (*destroy)(void* instance);
} reseal_plugin;

/* The one exported symbol. `host_abi_version` lets a plugin serve several versions; it returns NULL for one it cannot.
 */
typedef const reseal_plugin* (*reseal_plugin_entry_fn)(uint32_t host_abi_version);
#define RESEAL_PLUGIN_ENTRY "reseal_plugin_entry"

#ifdef __cplusplus
}
#endif
#endif
