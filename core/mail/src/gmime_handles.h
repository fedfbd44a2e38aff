// SPDX-License-Identifier: Apache-2.0
// GMime's and GLib's things, owned from their first line.
#pragma once

#include <gmime/gmime.h>

#include <memory>

namespace reseal::mail {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using Handle = std::unique_ptr<T, Unref>;

struct GFree {
  void operator()(char* text) const { g_free(text); }
};
using GText = std::unique_ptr<char, GFree>;

}  // namespace reseal::mail
