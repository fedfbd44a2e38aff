// SPDX-License-Identifier: Apache-2.0
#include "reseal/plugin/helper_program.h"

#include <system_error>

#include "child.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"
#include "reseal/failure.h"
#include "writers.h"

namespace reseal::plugin {
namespace {

constexpr std::size_t kMostOutput = 1U << 20U;
constexpr const char* kPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

}  // namespace

std::optional<std::string> helper_problem(const std::filesystem::path& program) {
  if (!program.is_absolute()) return "the path is not absolute";
  std::error_code error;
  const auto real = std::filesystem::canonical(program, error);
  if (error) return error.message();
  if (!std::filesystem::is_regular_file(real, error)) return "it is not a program";
  for (const auto& place : {real, real.parent_path()}) {
    if (const auto who = who_else_may_write(place)) return to_utf8(place) + ": " + *who;
  }
  return {};
}

ProgramEnd run_helper(const std::filesystem::path& program, const ProgramRun& run, std::chrono::milliseconds limit) {
  if (const auto problem = helper_problem(program)) {
    throw Error(ErrorCode::plugin_not_permitted,
                {{"plugin", ""}, {"permission", "running " + to_utf8(program) + ": " + *problem}});
  }
  std::vector<std::string> environment{kPath};
  for (const auto& [name, value] : run.environment) {
    if (name != "PATH" && !name.starts_with("LD_")) environment.push_back(name + "=" + value);
  }
  const auto child = run_child(program, run.arguments, limit, kMostOutput, environment);
  using End = ChildResult::End;
  const auto failed = [&](const std::string& why) { return TryLater("the program " + to_utf8(program) + " " + why); };
  if (child.end == End::not_started) throw failed("cannot be started: " + child.problem);
  if (child.end == End::killed_for_time) throw failed("took longer than " + std::to_string(limit.count()) + " ms");
  if (child.end == End::killed_for_output) throw failed("wrote more than 1 MiB");
  if (child.end == End::signalled) throw failed("was ended by signal " + std::to_string(child.code));
  if (!is_valid_utf8(child.output)) throw failed("wrote something that is not UTF-8");
  return {child.code, child.output};
}

}  // namespace reseal::plugin
