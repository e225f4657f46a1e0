// What a process that parses takes from itself before it reads the first byte. Nothing of it can be
// taken back, and it holds for whoever takes the process over.
#define _GNU_SOURCE
#include "isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int wr_sandbox_follow_parent(void) {
  // A daemon that is killed leaves nobody behind who goes on parsing. Where it is idle, the end of
  // the socket says the same, as it does where the daemon has gone before this was asked for.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return -errno;
  // `systemctl stop` signals the whole group of processes; what is in hand is brought to its end.
  signal(SIGTERM, SIG_IGN);
  signal(SIGINT, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  // A parent that has gone is an error of write(2).
  signal(SIGPIPE, SIG_IGN);
  // Of all that could be killed for want of memory, this costs least: its document is read again.
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd >= 0) {
    (void)!write(fd, "1000", 4);
    close(fd);
  }
  return 0;
}

void wr_sandbox_keep_memory(void) {
  // By default glibc gives each large piece back at once, and each document begins by touching its
  // pages for the first time. A worker goes when it is idle, and its memory with it.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
}

void wr_sandbox_close_descriptors(void) { closefrom(4); }

static int wr_memory_code;
static volatile size_t wr_memory_share;

// Swift traps and C++ aborts where memory is refused, and a stack that may not grow is a fault; all
// of it looks like any other crash. What malloc(3) said last is known still, whatever size was asked
// for; and where so little address space is left, that was the reason. The signal is its default's
// again by now.
static void wr_memory_trap(int number) {
  if (errno == ENOMEM) _exit(wr_memory_code);
  size_t share = wr_memory_share;
  if (share > 0) {
    void *rest = mmap(NULL, share, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (rest == MAP_FAILED) _exit(wr_memory_code);
  }
  raise(number);
}

void wr_sandbox_report_memory(int code) {
  wr_memory_code = code;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = wr_memory_trap;
  // On a stack of its own: that of the program may be what there is no more of.
  static _Alignas(16) char stack[32 << 10];
  const stack_t own = {.ss_sp = stack, .ss_size = sizeof stack};
  sigaltstack(&own, NULL);
  // rt_sigaction(2) is not to be had later, so the default comes back by itself.
  action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
  const int numbers[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS};
  for (size_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++)
    sigaction(numbers[n], &action, NULL);
}

void wr_sandbox_set_share(size_t share) {
  wr_memory_share = share;
  // A new document: what failed before was another's.
  errno = 0;
}

int wr_sandbox_limits(void) {
  const struct rlimit none = {0, 0};
  // No file grows by it, no descriptor is opened, no process made (nor a thread), no core of
  // somebody's story is left on a disk, no memory locked, no message queued.
  const int kinds[] = {RLIMIT_FSIZE, RLIMIT_NOFILE,  RLIMIT_NPROC,
                       RLIMIT_CORE,  RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE};
  for (size_t n = 0; n < sizeof kinds / sizeof kinds[0]; n++)
    if (setrlimit((__rlimit_resource_t)kinds[n], &none) != 0) return -errno;
  return 0;
}

int wr_sandbox_privileges(void) {
  // No set-user-ID program gives it more; a filter may be set without privileges.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
  // Workers run as one user: none may look into another, nor into a core.
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ? -errno : 0;
}

// <linux/landlock.h> of older headers does not know all of it.
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif

int wr_sandbox_landlock(void) {
  long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1u /* VERSION */);
  if (abi < 0) return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM ? 0 : -errno;
  struct {
    uint64_t files, network, scopes;
  } rules = {0, 0, 0};
  // Every right that this kernel knows is taken, and no rule gives one back: 13 since the first
  // version, then REFER, TRUNCATE and IOCTL_DEV.
  rules.files = (1u << 13) - 1;
  if (abi >= 2) rules.files |= 1u << 13;
  if (abi >= 3) rules.files |= 1u << 14;
  if (abi >= 5) rules.files |= 1u << 15;
  // To bind and to connect by TCP.
  if (abi >= 4) rules.network = 3;
  // Abstract Unix sockets, and signals to others.
  if (abi >= 6) rules.scopes = 3;
  size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  long ruleset = syscall(SYS_landlock_create_ruleset, &rules, size, 0u);
  if (ruleset < 0) return -errno;
  long code = syscall(SYS_landlock_restrict_self, (int)ruleset, 0u);
  int cause = errno;
  close((int)ruleset);
  return code != 0 ? -cause : 1;
}

int wr_sandbox_seccomp(void) {
#if defined(__x86_64__)
  const int machine = WR_X86_64;
#elif defined(__aarch64__)
  const int machine = WR_AARCH64;
#else
  return 0;
#endif
  uint64_t steps[256];
  int count = wr_sandbox_filter(machine, (uint32_t)getpid(), steps, 256);
  if (count <= 0) return -ENOSYS;
  struct sock_filter list[256];
  _Static_assert(sizeof list == sizeof steps, "an instruction has eight bytes");
  memcpy(list, steps, sizeof list);
  struct sock_fprog program = {(unsigned short)count, list};
  // With all threads of the process, should it ever have more than one.
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
    return errno == ENOSYS || errno == EINVAL ? 0 : -errno;
  return 1;
}

uint64_t wr_sandbox_mapped(void) {
  FILE *file = fopen("/proc/self/statm", "re");
  if (!file) return 0;
  unsigned long long pages = 0;
  int found = fscanf(file, "%llu", &pages);
  fclose(file);
  return found == 1 ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}
