// SPDX-License-Identifier: Apache-2.0
// Trying an unknown plugin. The child loads it, starts it, asks it who it is and writes one report; the parent believes
// the report only if the child ended as it should.
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "child.h"
#include "finding.h"
#include "instance.h"
#include "library.h"
#include "loaded_plugin.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/plugin/inspect.h"
#include "reseal/schema.h"

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace reseal::plugin {
namespace {

constexpr std::size_t kLongestReport = 64U << 10U;
constexpr int kReported = 0;
constexpr int kNotReported = 1;

Finding answer_finding(const std::string& name, const std::string& found) {
  return unusable("answer", name + " does not keep to the border", "answers as the SDK's schemas describe them", found,
                  "tell the plugin's publisher");
}

/// Starts it and asks who it is. Without the deployment's settings it may decline to start: that is an answer too.
Finding ask_who(const std::filesystem::path& library, const reseal_plugin& table) {
  const auto name = to_utf8(library);
  const auto manifest = read_manifest(library.parent_path());
  const Facts facts{manifest, {}, manifest.transports.front(), {}, Json::object()};
  auto good = usable({});
  good.abi = table.abi_version;
  try {
    Instance instance(table, init_message(facts), [](std::string_view) {
      return std::string(R"({"error":{"code":"try_later","message":"this is a probe: nothing is done"}})");
    });
    const Json answer = instance.ask("describe", Json::object());
    require_message("description", answer);
    const auto& id = answer.at("id").get_ref<const std::string&>();
    if (id != manifest.id) {
      return unusable("manifest", name + " is another plugin than its manifest says", "\"" + manifest.id + "\"",
                      "\"" + id + "\"", "install the plugin again");
    }
    return good;
  } catch (const Refusal&) {
    return good;
  } catch (const std::exception& error) {  // Misbehaviour, MessageError; TryLater from a call that needs no network
    return answer_finding(name, error.what());
  }
}

Finding examine(const std::filesystem::path& library) {
  try {
    auto finding = inspect_library(library, library.parent_path(), {});
    if (!finding.usable) return finding;
    const auto opened = open_library(library);
    if (opened.table == nullptr) return opened.finding;
    return ask_who(library, *opened.table);
  } catch (const Error& error) {
    return to_finding(error);
  }
}

#if !defined(_WIN32)

/// Standard output belongs to the report; what the library's code prints goes into a pipe that holds a little and drops
/// the rest, so that printing is noticed and never blocks.
class Aside {
 public:
  Aside() : report_(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
    listen_ = ends[0];
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[1]);
  }
  [[nodiscard]] bool ready() const { return report_ >= 0 && listen_ >= 0; }
  [[nodiscard]] bool printed() const {
    char byte = 0;
    (void)std::fflush(stdout);
    return ::read(listen_, &byte, 1) > 0;
  }
  [[nodiscard]] bool report(const std::string& text) const {
    std::size_t done = 0;
    while (done < text.size()) {
      const auto wrote = ::write(report_, text.data() + done, text.size() - done);
      if (wrote <= 0) return false;
      done += static_cast<std::size_t>(wrote);
    }
    return true;
  }

 private:
  int report_;
  int listen_ = -1;
};

[[noreturn]] void end_now(int code) { ::_exit(code); }  // what the library leaves for exit() is not waited for

#endif

}  // namespace

int probe_main(const std::filesystem::path& library) {
#if defined(_WIN32)
  const auto text = to_report(examine(library)).dump();
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? kReported : kNotReported;
#else
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const Aside aside;
  if (!aside.ready()) return kNotReported;
  auto finding = examine(library);
  if (finding.usable && aside.printed()) {
    finding = answer_finding(to_utf8(library), "it prints to standard output, which belongs to the host");
  }
  end_now(aside.report(to_report(finding).dump(-1, ' ', false, Json::error_handler_t::replace)) ? kReported
                                                                                                : kNotReported);
#endif
}

Finding probe_library(const std::filesystem::path& library, const std::filesystem::path& probe_program,
                      std::chrono::milliseconds limit) {
  const auto name = to_utf8(library);
  const auto child = run_child(probe_program, {"--probe", name}, limit, kLongestReport);
  switch (child.end) {
    case ChildResult::End::not_started:
      return unusable("probe", name + " could not be tried in a process of its own",
                      "the program " + to_utf8(probe_program), child.problem,
                      "reinstall this program, or name the library's sha256 in the configuration");
    case ChildResult::End::killed_for_time:
      return unusable("entry_hung", name + " did not come back when it was tried",
                      "an answer within " + std::to_string(limit.count()) + " ms", "none; the trial was ended",
                      "tell the plugin's publisher");
    case ChildResult::End::killed_for_output:
      return answer_finding(name, "a flood of output");
    case ChildResult::End::signalled:
#if defined(_WIN32)
      break;
#else
      return unusable("entry_crashed", name + " crashed when it was tried", "a library that loads and answers",
                      std::string("the trial was ended by ") + ::strsignal(child.code), "tell the plugin's publisher");
#endif
    case ChildResult::End::exited:
      break;
  }
  if (child.code != kReported || child.output.empty()) {
    return unusable("entry_crashed", name + " ended the program when it was tried", "a library that loads and answers",
                    "exit code " + std::to_string(child.code) + " and no report", "tell the plugin's publisher");
  }
  try {
    return from_report(child.output);
  } catch (const MessageError& error) {
    return answer_finding(name, error.what());
  }
}

}  // namespace reseal::plugin
