// SPDX-License-Identifier: Apache-2.0
// The `reseal` program: answers --version at once, and loads the application for everything else. The application links
// a dozen libraries, and resolving them takes longer than many a command; a script that asks only for the version
// should not pay.
#include <cstdio>
#include <cstring>
#include <exception>

#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--version") == 0) {
    std::puts("reseal " RESEAL_VERSION);
    return 0;
  }
  try {
    const auto folder = boost::dll::program_location().parent_path();
    boost::dll::shared_library application;
    boost::dll::fs::error_code error;
    for (const char* place : {RESEAL_APP_FILE, "../" RESEAL_APP_INSTALLED}) {
      application.load(folder / place, error, boost::dll::load_mode::rtld_now);
      if (!error) break;
    }
    if (error) {
      std::fprintf(stderr,
                   "reseal: its application library %s could not be loaded from %s: %s\nReinstall reseal; orders and "
                   "tokens are untouched.\n",
                   RESEAL_APP_FILE, folder.c_str(), error.message().c_str());
      return 1;
    }
    return application.get<int(int, char**)>("reseal_main")(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "reseal: cannot start: %s\n", e.what());
    return 1;
  }
}
