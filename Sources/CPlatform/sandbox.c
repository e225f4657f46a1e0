// What a process that parses takes from itself before it reads the first byte. Nothing of it can be
// taken back, and it holds for whoever takes the process over.
#define _GNU_SOURCE
#include "isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
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

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the filter below reads the low half of a system call's argument"
#endif

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

// Swift traps and C++ aborts where memory is refused; both look like any other crash. Where so
// little address space is left, that was the reason. The signal is its default's again by now.
static void wr_memory_trap(int number) {
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
  // rt_sigaction(2) is not to be had later, so the default comes back by itself.
  action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
  sigaction(SIGILL, &action, NULL);
  sigaction(SIGTRAP, &action, NULL);
  sigaction(SIGABRT, &action, NULL);
}

void wr_sandbox_set_share(size_t share) { wr_memory_share = share; }

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

#if defined(__x86_64__)
#define WR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define WR_ARCH AUDIT_ARCH_AARCH64
#endif

int wr_sandbox_seccomp(void) {
#ifndef WR_ARCH
  return 0;
#else
#define NUMBER offsetof(struct seccomp_data, nr)
#define ARGUMENT(n) (offsetof(struct seccomp_data, args) + 8 * (n))
#define LOAD(from) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(from))
#define END(with) BPF_STMT(BPF_RET | BPF_K, (with))
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), END(SECCOMP_RET_ALLOW)
// Refused as a file that may not be opened: a library that looks for one goes on without it.
#define REFUSE(call) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), END(SECCOMP_RET_ERRNO | EACCES)
// Where the low half of an argument has none of these bits; killed where it has.
#define ALLOW_WITHOUT(call, n, bits)                                          \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), LOAD(ARGUMENT(n)),   \
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 1, 0), END(SECCOMP_RET_ALLOW), \
      END(SECCOMP_RET_KILL_PROCESS)
// Where an argument is this number; killed where it is another.
#define ALLOW_ONLY(call, n, value)                                            \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), LOAD(ARGUMENT(n)),   \
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1), END(SECCOMP_RET_ALLOW), \
      END(SECCOMP_RET_KILL_PROCESS)

  struct sock_filter list[] = {
      // Another architecture's numbers mean other calls.
      LOAD(offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, WR_ARCH, 1, 0),
      END(SECCOMP_RET_KILL_PROCESS),
      LOAD(NUMBER),
#if defined(__x86_64__)
      // So do the numbers of the x32 interface.
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
      END(SECCOMP_RET_KILL_PROCESS),
#endif
      // Documents in, stories out: by the only descriptor that leads anywhere.
      ALLOW(read),
      ALLOW(write),
      ALLOW(writev),
      // Memory, and none of it to be executed.
      ALLOW(brk),
      ALLOW(munmap),
      ALLOW(mremap),
      ALLOW(madvise),
      ALLOW_WITHOUT(mmap, 2, PROT_EXEC),
      ALLOW_WITHOUT(mprotect, 2, PROT_EXEC),
      // Locks, clocks, chance: what C libraries and Swift's runtime ask for in passing.
      ALLOW(futex),
      ALLOW(sched_yield),
      ALLOW(clock_gettime),
      ALLOW(clock_getres),
      ALLOW(gettimeofday),
      ALLOW(getrandom),
      // How much memory there is: glibc's qsort wants to know.
      ALLOW(sysinfo),
      // Its own ends: exit, and abort by a signal to nobody but itself.
      ALLOW(exit),
      ALLOW(exit_group),
      ALLOW(getpid),
      ALLOW(gettid),
      ALLOW(rt_sigprocmask),
      ALLOW(rt_sigreturn),
      ALLOW_ONLY(tgkill, 0, (uint32_t)getpid()),
      // ICU looks for data of its own in files when it is asked for a character set that it does not
      // know; iconv and time zones likewise. There is none, and that is an answer.
      REFUSE(openat),
      REFUSE(newfstatat),
      REFUSE(fstat),
      REFUSE(faccessat),
      REFUSE(readlinkat),
      REFUSE(statx),
      REFUSE(getcwd),
      REFUSE(lseek),
      REFUSE(ioctl),
      REFUSE(fcntl),
#if defined(__x86_64__)
      ALLOW(time),
      REFUSE(open),
      REFUSE(stat),
      REFUSE(lstat),
      REFUSE(access),
      REFUSE(readlink),
#endif
      END(SECCOMP_RET_KILL_PROCESS),
  };
  struct sock_fprog program = {sizeof list / sizeof list[0], list};
  // With all threads of the process, should it ever have more than one.
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
    return errno == ENOSYS || errno == EINVAL ? 0 : -errno;
  return 1;
#endif
}

uint64_t wr_sandbox_mapped(void) {
  FILE *file = fopen("/proc/self/statm", "re");
  if (!file) return 0;
  unsigned long long pages = 0;
  int found = fscanf(file, "%llu", &pages);
  fclose(file);
  return found == 1 ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}
