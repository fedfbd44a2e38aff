/* SPDX-License-Identifier: Apache-2.0 */
/* Finds values in a JSON text. The host has checked the text: UTF-8, well formed, at most 64 levels deep. */
#ifndef C_PROVIDER_JSON_H
#define C_PROVIDER_JSON_H

#include <stdbool.h>
#include <stddef.h>

/* A value as it is written, from its first character to the one after its last; `begin` is NULL: there is none. */
struct json {
  const char* begin;
  const char* end;
};

struct json json_text(const char* text, size_t size);
/* Of an object. */
struct json json_member(struct json object, const char* name);
/* Of an array: the first element, and the one after `element`. */
struct json json_first(struct json array);
struct json json_next(struct json array, struct json element);
/* Whether it is this string, written without escapes. */
bool json_is(struct json value, const char* string);
/* Whether it is this word: true, false or null. */
bool json_is_word(struct json value, const char* word);

#endif
