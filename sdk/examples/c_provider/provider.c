/* SPDX-License-Identifier: Apache-2.0 */
/* A CA whose own program orders and writes the certificate: the plugin asks for consent, then looks for what that
 * program has put on the token. Plain C over reseal/abi.h, no other library:
 *
 *   cc -shared -fPIC -fvisibility=hidden -I PREFIX/include -o c_provider.so provider.c json.c
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "reseal/abi.h"

struct instance {
  const reseal_host* host;
};

struct asked {
  reseal_sink sink;
  void* context;
};

static void say(struct asked asked, const char* text) { asked.sink(asked.context, text, strlen(text)); }

/* Room for the host's answer to "now". */
struct heard {
  char text[256];
  size_t size;
};

static void hear(void* context, const char* utf8, size_t size) {
  struct heard* heard = context;
  heard->size = size < sizeof heard->text ? size : 0;
  memcpy(heard->text, utf8, heard->size);
}

/* Times are RFC 3339 with Z: as texts they are in the order of time. */
static bool is_before(struct json a, struct json b) {
  const size_t size_a = (size_t)(a.end - a.begin);
  const size_t size_b = (size_t)(b.end - b.begin);
  return memcmp(a.begin, b.begin, size_a < size_b ? size_a : size_b) < 0;
}

/* What is known of its revocation, as a rule of its own: who cannot say, says that. */
static const char* status_outcome(struct json candidate) {
  const struct json status = json_member(json_member(candidate, "revocation"), "status");
  if (json_is(status, "good")) return "passed";
  return json_is(status, "revoked") || json_is(status, "suspended") ? "failed" : "cannot_say";
}

static int verdict(char* at, bool valid, const char* status) {
  const char* const window = valid ? "passed" : "failed";
  const bool no = !valid || strcmp(status, "failed") == 0;
  const char* const answer = no ? "not_eligible" : strcmp(status, "passed") == 0 ? "eligible" : "cannot_say";
  return sprintf(
      at,
      "{\"answer\":\"%s\",\"rules\":[{\"id\":\"window\",\"outcome\":\"%s\",\"evidence\":\"c_provider.rule.%s\"},"
      "{\"id\":\"status\",\"outcome\":\"%s\",\"evidence\":\"c_provider.rule.status_%s\"}]}",
      answer, window, valid ? "valid" : "expired", status, status);
}

static void eligibility(struct instance* self, struct json input, struct asked asked) {
  enum { longest_verdict = 256 };
  static const char request[] = "{\"call\":\"now\",\"input\":{}}";
  struct heard heard = {{0}, 0};
  self->host->call(self->host->context, request, sizeof request - 1, hear, &heard);
  const struct json now = json_member(json_member(json_text(heard.text, heard.size), "ok"), "now");
  if (now.begin == NULL) {
    say(asked, "{\"error\":{\"code\":\"failed\",\"message\":\"the host did not tell the time\"}}");
    return;
  }

  const struct json candidates = json_member(input, "candidates");
  size_t count = 0;
  for (struct json each = json_first(candidates); each.begin != NULL; each = json_next(candidates, each)) ++count;
  char* text = malloc(64 + count * (longest_verdict + 1));
  if (text == NULL) {
    say(asked, "{\"error\":{\"code\":\"failed\",\"message\":\"out of memory\"}}");
    return;
  }
  char* at = text + sprintf(text, "{\"ok\":{\"verdicts\":[");
  for (struct json each = json_first(candidates); each.begin != NULL; each = json_next(candidates, each)) {
    const struct json end = json_member(json_member(each, "certificate"), "not_after");
    if (at[-1] != '[') *at++ = ',';
    at += verdict(at, end.begin != NULL && is_before(now, end), status_outcome(each));
  }
  sprintf(at, "]}}");
  say(asked, text);
  free(text);
}

/* The last step of the order with this id, or of any id. */
static struct json last_step(struct json order, const char* id) {
  const struct json history = json_member(order, "history");
  struct json found = {NULL, NULL};
  for (struct json each = json_first(history); each.begin != NULL; each = json_next(history, each)) {
    if (id == NULL || json_is(json_member(each, "id"), id)) found = each;
  }
  return found;
}

static void order_step(struct json order, struct asked asked) {
  const struct json consent = last_step(order, "consent");
  if (consent.begin == NULL) {
    say(asked,
        "{\"ok\":{\"id\":\"consent\",\"kind\":\"ask\",\"ask\":{\"form\":{\"title\":\"c_provider.consent\","
        "\"intro\":\"c_provider.consent.intro\"}}}}");
  } else if (json_is_word(json_member(json_member(consent, "result"), "accepted"), "true")) {
    say(asked,
        "{\"ok\":{\"id\":\"ordered\",\"kind\":\"done\",\"done\":{\"message\":\"c_provider.ordered\","
        "\"next\":[\"c_provider.ordered.next\"]}}}");
  } else {
    say(asked,
        "{\"ok\":{\"id\":\"declined\",\"kind\":\"refuse\",\"refuse\":{\"reason\":\"declined_by_user\","
        "\"message\":\"c_provider.declined\"}}}");
  }
}

static void install_step(struct json order, struct asked asked) {
  const struct json last = last_step(order, NULL);
  if (json_member(order, "new_certificate").begin != NULL) {
    say(asked, "{\"ok\":{\"id\":\"installed\",\"kind\":\"done\",\"done\":{\"message\":\"c_provider.installed\"}}}");
  } else if (json_is(json_member(last, "id"), "look")) {
    say(asked,
        "{\"ok\":{\"id\":\"not_yet\",\"kind\":\"wait\",\"wait\":{\"reason\":\"c_provider.not_yet\","
        "\"poll_after\":600}}}");
  } else {
    say(asked, "{\"ok\":{\"id\":\"look\",\"kind\":\"adopt\",\"adopt\":{\"reason\":\"c_provider.look\"}}}");
  }
}

static void* create(const reseal_host* host, const char* init, size_t size, reseal_sink sink, void* context) {
  struct instance* self = malloc(sizeof *self);
  const struct asked asked = {sink, context};
  (void)init;
  (void)size;
  if (self == NULL) {
    say(asked, "{\"error\":{\"code\":\"failed\",\"message\":\"out of memory\"}}");
    return NULL;
  }
  self->host = host;
  say(asked, "{\"ok\":{}}");
  return self;
}

static void call(void* instance, const char* request, size_t size, reseal_sink sink, void* context) {
  const struct asked asked = {sink, context};
  const struct json message = json_text(request, size);
  const struct json name = json_member(message, "call");
  const struct json input = json_member(message, "input");
  if (json_is(name, "describe")) {
    say(asked,
        "{\"ok\":{\"id\":\"c_provider\",\"version\":\"1.0.0\",\"name\":\"c_provider.name\","
        "\"serves\":\"c_provider.serves\",\"transports\":[\"guided\"]}}");
  } else if (json_is(name, "eligibility")) {
    eligibility(instance, input, asked);
  } else if (json_is(name, "quote")) {
    say(asked,
        "{\"ok\":{\"packages\":[{\"code\":\"12\",\"name\":\"c_provider.package\",\"term_months\":12,"
        "\"price\":{\"minor\":1276000,\"currency\":\"VND\"}}]}}");
  } else if (json_is(name, "order")) {
    order_step(json_member(input, "order"), asked);
  } else if (json_is(name, "install")) {
    install_step(json_member(input, "order"), asked);
  } else {
    say(asked, "{\"error\":{\"code\":\"message\",\"message\":\"this is a provider\"}}");
  }
}

static void destroy(void* instance) { free(instance); }

RESEAL_EXPORT const reseal_plugin* reseal_plugin_entry(uint32_t host_abi_version);
const reseal_plugin* reseal_plugin_entry(uint32_t host_abi_version) {
  static const reseal_plugin table = {RESEAL_ABI_VERSION, sizeof(reseal_plugin), create, call, destroy};
  return host_abi_version < RESEAL_ABI_VERSION ? NULL : &table;
}
