/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include <string.h>

static const struct json nothing = {NULL, NULL};

static const char* skip_space(const char* at, const char* end) {
  while (at < end && strchr(" \t\r\n", *at) != NULL) ++at;
  return at;
}

static const char* skip_string(const char* at, const char* end) {
  for (++at; at < end && *at != '"'; ++at) {
    if (*at == '\\') ++at;
  }
  return at < end ? at + 1 : end;
}

/* One whole value, whatever is inside. */
static const char* skip_value(const char* at, const char* end) {
  int depth = 0;
  while (at < end) {
    if (*at == '"') {
      at = skip_string(at, end);
    } else if (*at == '{' || *at == '[') {
      ++depth;
      ++at;
    } else if (*at == '}' || *at == ']') {
      --depth;
      ++at;
    } else if (depth == 0) {
      while (at < end && strchr(",}] \t\r\n", *at) == NULL) ++at;
      return at;
    } else {
      ++at;
    }
    if (depth == 0) return at;
  }
  return end;
}

static struct json value_at(const char* at, const char* end) {
  const struct json value = {skip_space(at, end), skip_value(skip_space(at, end), end)};
  return value.begin < value.end ? value : nothing;
}

struct json json_text(const char* text, size_t size) {
  return value_at(text, text + size);
}

struct json json_member(struct json object, const char* name) {
  if (object.begin == NULL || *object.begin != '{') return nothing;
  const char* end = object.end - 1;
  const char* at = skip_space(object.begin + 1, end);
  while (at < end) {
    const struct json key = value_at(at, end);
    at = skip_space(key.end, end); /* the colon */
    const struct json value = value_at(at + 1, end);
    if (value.begin == NULL || json_is(key, name)) return value;
    at = skip_space(value.end, end);
    if (at < end) at = skip_space(at + 1, end); /* the comma */
  }
  return nothing;
}

struct json json_first(struct json array) {
  if (array.begin == NULL || *array.begin != '[') return nothing;
  return value_at(array.begin + 1, array.end - 1);
}

struct json json_next(struct json array, struct json element) {
  const char* end = array.end - 1;
  const char* comma = skip_space(element.end, end);
  return comma < end ? value_at(comma + 1, end) : nothing;
}

bool json_is_word(struct json value, const char* word) {
  const size_t size = strlen(word);
  return value.begin != NULL && (size_t)(value.end - value.begin) == size && memcmp(value.begin, word, size) == 0;
}

bool json_is(struct json value, const char* string) {
  if (value.begin == NULL || *value.begin != '"') return false;
  const struct json inside = {value.begin + 1, value.end - 1};
  return json_is_word(inside, string);
}
