// SPDX-License-Identifier: Apache-2.0
// Well-behaved until it is asked about an order, whose id then says what it does to its process, or to the rest of the
// computer. What the system forbids, it reports as a failure with the name of the error.
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "reseal/abi.h"

namespace {

const reseal_host* the_host = nullptr;

void say(reseal_sink sink, void* context, std::string_view text) { sink(context, text.data(), text.size()); }

void* create(const reseal_host* host, const char*, std::size_t, reseal_sink sink, void* context) {
  the_host = host;
  say(sink, context, R"({"ok":{}})");
  return &the_host;
}

void ignore(void*, const char*, std::size_t) {}

void ask_host(std::string_view request) {
  the_host->call(the_host->context, request.data(), request.size(), &ignore, nullptr);
}

/// "EPERM" when it was refused so, "done" when it was not refused.
std::string refusal(long result) {
  if (result >= 0) return "done";
  return errno == EPERM ? "EPERM" : errno == EACCES ? "EACCES" : std::strerror(errno);
}

int overflow(volatile char* above) {
  volatile char room[4096];
  room[0] = above[0];
  return overflow(room) + room[0];
}

std::string grow() {
  std::vector<std::string> kept;
  for (;;) kept.emplace_back(std::size_t{16} << 20U, 'x');
}

std::string fork_without_end() {
  for (;;) {
    const auto child = ::fork();
    if (child < 0) return refusal(child);
  }
}

std::string meddle() {
  ::umask(0);
  std::setlocale(LC_ALL, "C.UTF-8");
  (void)!::chdir("/");
  for (int number = 1; number < 32; ++number) std::signal(number, SIG_IGN);
  return "done";
}

std::string write_rubbish(int descriptor) {
  (void)!::write(descriptor, "rubbish\n", 8);
  return "done";
}

std::string exec_shell() {
  char shell[] = "/bin/sh";
  char* words[] = {shell, nullptr};
  return refusal(::execv(shell, words));
}

std::string map_shared() {
  void* memory = ::mmap(nullptr, std::size_t{10} << 30U, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return refusal(memory == MAP_FAILED ? -1 : 0);
}

std::string raise_limits() {
  const rlimit more{RLIM_INFINITY, RLIM_INFINITY};
  return refusal(::setrlimit(RLIMIT_CORE, &more));
}

std::string ask_without_end() {
  for (;;) ask_host(R"({"call":"now","input":{}})");
}

std::string ask_slowly() {
  for (int i = 0; i < 3; ++i) ask_host(R"({"call":"log","input":{"level":"info","message":"slow"}})");
  return "done";
}

std::string loop() {
  volatile bool forever = true;
  while (forever) continue;
  return "never";
}

using Deed = std::string (*)();

const std::map<std::string, Deed, std::less<>> kDeeds = {
    {"throws",
     [] {
       throw std::runtime_error("out of the call");
       return std::string();
     }},
    {"aborts",
     [] {
       std::abort();
       return std::string();
     }},
    {"null",
     [] {
       *static_cast<volatile int*>(nullptr) = 1;
       return std::string();
     }},
    {"overflows",
     [] {
       char top = 0;
       return std::to_string(overflow(&top));
     }},
    {"loops", &loop},
    {"late",
     [] {
       ::sleep(2);
       return std::string("late");
     }},
    {"allocates", [] { return std::string(std::size_t{10} << 30U, 'x').substr(0, 1); }},
    {"grows", &grow},
    {"maps-shared", &map_shared},
    {"forks", &fork_without_end},
    {"closes",
     [] {
       for (int i = 0; i < 64; ++i) ::close(i);
       return std::string("closed");
     }},
    {"meddles", &meddle},
    {"exits",
     [] {
       std::exit(7);
       return std::string();
     }},
    {"prints", [] { return write_rubbish(STDOUT_FILENO); }},
    {"writes-on-the-line", [] { return write_rubbish(3); }},
    {"says-more",
     [] {
       std::thread([] {
         ::usleep(100000);
         write_rubbish(3);
       }).detach();
       return std::string("done");
     }},
    {"asks-without-end", &ask_without_end},
    {"asks-slowly", &ask_slowly},
    {"opens-a-socket", [] { return refusal(::socket(AF_INET, SOCK_STREAM, 0)); }},
    {"pairs-sockets",
     [] {
       int ends[2];
       return refusal(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
     }},
    {"reads-passwords", [] { return refusal(::open("/etc/passwd", O_RDONLY)); }},
    {"reads-memory",
     [] { return refusal(::open(("/proc/" + std::to_string(::getppid()) + "/mem").c_str(), O_RDONLY)); }},
    {"reads-itself", [] { return refusal(::open("manifest.json", O_RDONLY)); }},
    {"writes-a-file", [] { return refusal(::open("/tmp/reseal-wild", O_WRONLY | O_CREAT, 0600)); }},
    {"writes-itself", [] { return refusal(::open("manifest.json", O_WRONLY)); }},
    {"opens-itself", [] { return refusal(::chmod("manifest.json", 0666)); }},
    {"execs-a-shell", &exec_shell},
    {"starts-a-shell", [] { return refusal(std::system("true") == 0 ? 0 : -1); }},
    {"kills-its-parent", [] { return refusal(::kill(::getppid(), SIGKILL)); }},
    {"kills-everybody", [] { return refusal(::kill(-1, SIGKILL)); }},
    {"leaves-its-group", [] { return refusal(::setsid()); }},
    {"raises-its-limits", &raise_limits},
    {"traces", [] { return refusal(::ptrace(PTRACE_ATTACH, ::getppid(), 0, 0)); }},
    {"has-environment", [] { return std::string(::getenv("HOME") == nullptr ? "none" : "HOME"); }},
};

void call(void*, const char* request, std::size_t size, reseal_sink sink, void* context) {
  const std::string_view text(request, size);
  if (text.find(R"("call":"describe")") != std::string_view::npos) {
    return say(sink, context, R"({"ok":{"id":"wild","version":"1.0.0"}})");
  }
  for (const auto& [name, deed] : kDeeds) {
    if (text.find("\"id\":\"" + name + "\"") == std::string_view::npos) continue;
    return say(sink, context, R"({"error":{"code":"failed","message":"was )" + deed() + "\"}}");
  }
  say(sink, context, R"({"error":{"code":"message","message":"unknown order"}})");
}

void destroy(void*) {}

}  // namespace

extern "C" RESEAL_EXPORT const reseal_plugin* reseal_plugin_entry(std::uint32_t) {
  static const reseal_plugin table{RESEAL_ABI_VERSION, sizeof(reseal_plugin), &create, &call, &destroy};
  return &table;
}
