// SPDX-License-Identifier: Apache-2.0
// The list of system calls that a plugin's process may make.
#if defined(__linux__)
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

#include "confine.h"

namespace reseal::plugin_host {
namespace {

/// What a C library, an interpreter and their threads need for computing, for files that are open or that Landlock lets
/// them open, and for the line to the host.
constexpr int kAllowed[] = {
    // memory
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mprotect), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(mincore),
    SCMP_SYS(membarrier),
    // files
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(close), SCMP_SYS(close_range), SCMP_SYS(read),
    SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(preadv), SCMP_SYS(preadv2), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(lseek), SCMP_SYS(_llseek), SCMP_SYS(stat), SCMP_SYS(fstat), SCMP_SYS(lstat), SCMP_SYS(newfstatat),
    SCMP_SYS(fstatat64), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(getdents64), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
    SCMP_SYS(chdir), SCMP_SYS(fchdir), SCMP_SYS(umask), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(fcntl),
    SCMP_SYS(fcntl64), SCMP_SYS(ioctl), SCMP_SYS(flock), SCMP_SYS(fadvise64), SCMP_SYS(pipe), SCMP_SYS(pipe2),
    SCMP_SYS(eventfd2), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait),
    // threads, and this process itself
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(get_robust_list), SCMP_SYS(rseq), SCMP_SYS(set_tid_address),
    SCMP_SYS(arch_prctl), SCMP_SYS(set_thread_area), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam), SCMP_SYS(sched_getscheduler), SCMP_SYS(getcpu), SCMP_SYS(getpid), SCMP_SYS(getppid),
    SCMP_SYS(gettid), SCMP_SYS(getpgrp), SCMP_SYS(getpgid), SCMP_SYS(getsid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
    SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getresuid), SCMP_SYS(getresgid), SCMP_SYS(getgroups),
    SCMP_SYS(getrlimit), SCMP_SYS(ugetrlimit), SCMP_SYS(getrusage), SCMP_SYS(sysinfo), SCMP_SYS(uname),
    SCMP_SYS(getrandom), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(wait4), SCMP_SYS(restart_syscall),
    // signals
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn),
    SCMP_SYS(rt_sigpending), SCMP_SYS(rt_sigsuspend), SCMP_SYS(rt_sigtimedwait), SCMP_SYS(sigaltstack), SCMP_SYS(pause),
    // time
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times), SCMP_SYS(alarm), SCMP_SYS(setitimer),
    SCMP_SYS(getitimer),
    // giving up more
    SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_add_rule), SCMP_SYS(landlock_restrict_self)};

/// Nobody asks for these by mistake.
constexpr int kDeadly[] = {
    SCMP_SYS(ptrace),       SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(bpf),
    SCMP_SYS(mount),        SCMP_SYS(umount2),          SCMP_SYS(pivot_root),        SCMP_SYS(add_key),
    SCMP_SYS(request_key),  SCMP_SYS(keyctl),           SCMP_SYS(io_uring_setup),    SCMP_SYS(init_module),
    SCMP_SYS(finit_module), SCMP_SYS(kexec_load),       SCMP_SYS(perf_event_open),   SCMP_SYS(userfaultfd)};

struct ReleaseFilter {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};

class Filter {
 public:
  Filter() : filter_(::seccomp_init(SCMP_ACT_ERRNO(EPERM))) {
    if (!filter_) throw std::runtime_error("this system has no filter for system calls (seccomp)");
    // Calls of another word size would come with other numbers.
    check(::seccomp_attr_set(filter_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    check(::seccomp_attr_set(filter_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2));  // a tree, not a list
    check(::seccomp_attr_set(filter_.get(), SCMP_FLTATR_CTL_TSYNC, 1));
  }
  template <typename... Conditions>
  void rule(std::uint32_t action, int call, Conditions... conditions) {
    check(::seccomp_rule_add(filter_.get(), action, call, sizeof...(conditions), conditions...));
  }
  void load() { check(::seccomp_load(filter_.get())); }

 private:
  static void check(int result) {
    if (result != 0) throw std::system_error(-result, std::generic_category(), "seccomp");
  }
  std::unique_ptr<void, ReleaseFilter> filter_;
};

constexpr scmp_arg_cmp has_bits(unsigned argument, scmp_datum_t mask, scmp_datum_t bits) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, bits};
}

constexpr scmp_arg_cmp is(unsigned argument, scmp_datum_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }

}  // namespace

void confine_calls(bool may_become_a_program) {
  Filter filter;
  for (const int call : kAllowed) filter.rule(SCMP_ACT_ALLOW, call);
  for (const int call : kDeadly) filter.rule(SCMP_ACT_KILL_PROCESS, call);
  if (may_become_a_program) filter.rule(SCMP_ACT_ALLOW, SCMP_SYS(execve));

  // Threads, no processes. clone3 hides its flags from a filter; without it the C library takes clone.
  filter.rule(SCMP_ACT_ALLOW, SCMP_SYS(clone), has_bits(0, CLONE_THREAD, CLONE_THREAD));
  filter.rule(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));

  // Memory that RLIMIT_DATA counts: what is shared with nobody needs not be shared.
  for (const int map : {SCMP_SYS(mmap), SCMP_SYS(mmap2)}) {
    filter.rule(SCMP_ACT_ALLOW, map, has_bits(3, MAP_SHARED, 0));
    filter.rule(SCMP_ACT_ALLOW, map, has_bits(3, MAP_SHARED | MAP_ANONYMOUS, MAP_SHARED));
  }

  const auto self = static_cast<scmp_datum_t>(::getpid());
  for (const int call : {SCMP_SYS(kill), SCMP_SYS(tgkill)}) filter.rule(SCMP_ACT_ALLOW, call, is(0, self));
  filter.rule(SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), is(0, 0), is(2, 0));  // looking at its own limits
  filter.rule(SCMP_ACT_ALLOW, SCMP_SYS(prctl), is(0, PR_SET_NAME));
  filter.rule(SCMP_ACT_ALLOW, SCMP_SYS(prctl), is(0, PR_GET_NAME));
  filter.load();
}

}  // namespace reseal::plugin_host
#endif
