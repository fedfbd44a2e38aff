// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <nlohmann/json.hpp>

#include "examine.h"
#include "reseal/base/error.h"

namespace reseal::document {
namespace {

/// Whatever the file makes qpdf do, it ends here: with SIGXCPU, or when there is no more memory (qpdf would take
/// std::bad_alloc for a damaged stream).
void bound_this_process() {
  std::set_new_handler([] { ::_exit(1); });
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const rlimit time{kMostInspectionSeconds, kMostInspectionSeconds};
  ::setrlimit(RLIMIT_CPU, &time);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // these reserve terabytes for themselves
  const rlimit memory{kMostInspectionMemory, kMostInspectionMemory};
  ::setrlimit(RLIMIT_DATA, &memory);
#endif
}

nlohmann::json to_report(const Inspection& found) {
  return {static_cast<int>(found.refusal), found.detail, found.media_type, found.pages, found.width, found.height};
}

Inspection from_report(const nlohmann::json& report) {
  return {static_cast<Refusal>(report.at(0).get<int>()),
          report.at(1),
          report.at(2),
          report.at(3),
          report.at(4),
          report.at(5)};
}

[[noreturn]] void examine_and_end(const std::function<Inspection()>& examine, int out) {
  int code = 1;
  try {
    bound_this_process();
    const auto text = to_report(examine()).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    // A report is shorter than what a pipe holds: one write.
    if (::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size())) code = 0;
  } catch (...) {  // nothing may get out of the child
  }
  ::_exit(code);
}

std::string read_all(int in) {
  std::string text;
  char part[4096];
  for (;;) {
    const auto size = ::read(in, part, sizeof part);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return text;
    text.append(part, static_cast<std::size_t>(size));
  }
}

Error no_child() {
  return Error(ErrorCode::internal,
               {{"problem", std::string("no process to look into a file: ") + std::strerror(errno)}});
}

}  // namespace

Inspection in_a_child(const std::function<Inspection()>& examine) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw no_child();
  const auto child = ::fork();
  if (child == 0) examine_and_end(examine, ends[1]);
  ::close(ends[1]);
  const auto report = child < 0 ? std::string() : read_all(ends[0]);
  ::close(ends[0]);
  if (child < 0) throw no_child();
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  const bool told = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (told) return from_report(nlohmann::json::parse(report));
  return {Refusal::bomb, "it needs more memory or time than any scan", "application/pdf"};
}

}  // namespace reseal::document
