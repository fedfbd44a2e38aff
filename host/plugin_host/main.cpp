// SPDX-License-Identifier: Apache-2.0
// reseal-plugin-host, the process that a plugin may take down with it:
//   --probe FILE          loads one library, asks it who it is, and reports on standard output
//   --serve FOLDER FILE   confines itself, loads the library and answers for it on descriptor 3
//   --run FOLDER FILE     confines itself and turns into the program, whose standard input and output descriptor 3 is
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string_view>

#include "reseal/base/file.h"
#include "reseal/plugin/inspect.h"
#include "reseal/plugin/serve.h"

#if !defined(_WIN32)
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "confine.h"
#endif

namespace {

namespace fs = std::filesystem;

int misused() {
  (void)std::fputs("usage: reseal-plugin-host --probe FILE | --serve FOLDER FILE | --run FOLDER FILE\n", stderr);
  return 2;
}

#if !defined(_WIN32)

namespace host = reseal::plugin_host;
constexpr int kChannel = reseal::plugin::kPluginChannel;

void serve(const fs::path& folder, const fs::path& library) {
  host::enter(folder);
  host::confine_files(folder, host::Files::to_load);
  host::confine_calls(false);
  reseal::plugin::serve_library(library, kChannel, [&] { host::confine_files(folder, host::Files::own); });
}

void become(const fs::path& folder, const fs::path& program) {
  host::enter(folder);
  host::confine_files(folder, host::Files::to_run);
  // The line, where every language looks for one. It goes over to the program; descriptor 3 stays for our last words.
  if (::dup2(kChannel, STDIN_FILENO) < 0 || ::dup2(kChannel, STDOUT_FILENO) < 0 ||
      ::fcntl(kChannel, F_SETFD, FD_CLOEXEC) < 0) {
    throw std::system_error(errno, std::generic_category(), "descriptors");
  }
  host::confine_calls(true);
  char* const words[] = {const_cast<char*>(program.c_str()), nullptr};
  ::execv(program.c_str(), words);
  throw std::system_error(errno, std::generic_category(), program.string() + " cannot be run");
}

int run_plugin(std::string_view way, const fs::path& folder, const fs::path& file) {
  try {
    way == "--serve" ? serve(folder, file) : become(folder, file);
  } catch (const std::exception& error) {
    reseal::plugin::serve_refusal(kChannel, error.what());
  }
  return 1;
}

#endif

}  // namespace

int main(int count, char** words) {
  const std::string_view way = count > 1 ? words[1] : "";
  try {
    if (way == "--probe" && count == 3) return reseal::plugin::probe_main(reseal::path_from_utf8(words[2]));
#if !defined(_WIN32)
    if ((way == "--serve" || way == "--run") && count == 4) {
      return run_plugin(way, reseal::path_from_utf8(words[2]), reseal::path_from_utf8(words[3]));
    }
#endif
    return misused();
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "reseal-plugin-host: %s\n", error.what());
    return 1;
  }
}
