// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <unistd.h>

#include "app/doctor/checks.h"
#include "app/doctor/driver_trial.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"
#include "reseal/plugin/inspect.h"

namespace reseal::app {
namespace {

namespace fs = std::filesystem;

// What the bytes tell comes before the loader is asked: a file that is cut off kills whoever loads it.
bool is_sound(const std::string& module, Findings& findings) {
  const auto path = path_from_utf8(module);
  const std::map<std::string, std::string> name = {{"module", module}};
  std::error_code error;
  const auto status = fs::status(path, error);
  if (error == std::errc::permission_denied) {
    findings.bad("module.permission", name);
    return false;
  }
  if (!fs::exists(status)) {
    findings.bad("module.missing", name);
    return false;
  }
  if (fs::is_regular_file(status) && ::access(path.c_str(), R_OK) != 0) {
    findings.bad("module.permission", name);
    return false;
  }
  constexpr std::size_t kLargest = 256U << 20U;
  const auto look = fs::is_regular_file(status) ? plugin::inspect_image(read_file(path, kLargest), module)
                                                : plugin::inspect_image("", module);
  if (look.usable) return true;
  const auto id = look.code == "architecture" ? "module.architecture"
                  : look.code == "truncated"  ? "module.truncated"
                                              : "module.not_a_library";
  findings.bad(id, {{"module", module}, {"expected", look.expected}, {"found", look.found}}).technical =
      printable(look.problem);
  return false;
}

// Stays loaded until the end, as whoever uses it next would have it: several drivers crash when they are unloaded.
bool loads(const std::string& module, Findings& findings) {
  void* library = ::dlopen(fs::canonical(path_from_utf8(module)).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* said = ::dlerror();
    const std::string problem = said == nullptr ? "" : said;
    constexpr std::string_view kNotThere = ": cannot open shared object file";
    const auto end = problem.find(kNotThere);
    const bool lacks_another = end != std::string::npos;
    findings
        .bad(lacks_another ? "module.dependency" : "module.not_loaded",
             {{"module", module}, {"library", lacks_another ? problem.substr(0, end) : ""}})
        .technical = printable(problem);
    return false;
  }
  if (::dlsym(library, "C_GetFunctionList") == nullptr) {
    findings.bad("module.not_pkcs11", {{"module", module}});
    return false;
  }
  return true;
}

bool survives(const std::string& module, const Terminal& terminal, Findings& findings) {
  const auto trial = try_driver(module, terminal, findings.words());
  if (trial == DriverTrial::survived) return true;
  findings.bad(trial == DriverTrial::hung ? "module.hangs" : "module.crashes", {{"module", module}});
  return false;
}

}  // namespace

std::vector<std::string> examine_modules(const std::vector<std::string>& modules, const Terminal& terminal,
                                         Findings& findings) {
  if (modules.empty()) findings.bad("module.none");
  std::vector<std::string> usable;
  for (const auto& module : modules) {
    if (is_sound(module, findings) && survives(module, terminal, findings) && loads(module, findings)) {
      usable.push_back(module);
    }
  }
  return usable;
}

}  // namespace reseal::app
