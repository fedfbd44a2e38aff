// SPDX-License-Identifier: Apache-2.0
// reseal-plugin-host --probe FILE: loads one plugin, asks it who it is, and reports on standard output.
#include <cstdio>
#include <exception>
#include <string_view>

#include "reseal/base/file.h"
#include "reseal/plugin/inspect.h"

int main(int count, char** words) {
  if (count != 3 || std::string_view(words[1]) != "--probe") {
    (void)std::fputs("usage: reseal-plugin-host --probe FILE\n", stderr);
    return 2;
  }
  try {
    return reseal::plugin::probe_main(reseal::path_from_utf8(words[2]));
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "reseal-plugin-host: %s\n", error.what());
    return 1;
  }
}
