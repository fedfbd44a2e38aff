// SPDX-License-Identifier: Apache-2.0
// Any text as a configuration file: it is taken or refused with a place, and nothing else happens.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/config/config.h"

namespace {

// One file per process, gone with it.
struct ScratchFile {
  ScratchFile() = default;
  ~ScratchFile() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("reseal-fuzz-" + reseal::to_hex(reseal::random_bytes(8)) + ".json");
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ScratchFile file;
  reseal::write_file(file.path, {reinterpret_cast<const char*>(data), size});
  reseal::config::Sources sources;
  sources.file = file.path;
  sources.system_layers = false;
  // The first line again as an assignment: both ways in see the same bytes.
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto problems = reseal::config::check(sources);
  for (const auto& problem : problems) {
    if (problem.file.empty() || problem.problem.empty() || problem.line < 0) std::abort();
  }
  if (problems.empty()) (void)reseal::config::show(reseal::config::load(sources)).dump();
  sources.file.reset();
  sources.set = {text.substr(0, text.find('\n'))};
  (void)reseal::config::check(sources);
  return 0;
}
