// The list of system calls that a parser may make, as a program for the kernel's filter. For both
// machines in one table, whichever this one is: what only one of them runs is else wrong in silence.
#define _GNU_SOURCE
#include "isolation.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the filter reads the low half of a system call's argument"
#endif

enum rule {
  ALLOW,
  // Refused as a file that may not be opened: a library that looks for one goes on without it.
  REFUSE,
  // Allowed where the third argument does not ask for memory that can be executed; else killed.
  NEVER_EXECUTABLE,
  // Allowed where the first argument is this very process; else killed.
  ONLY_ITSELF,
};

struct call {
  const char *name;
  // Its numbers; -1 where a machine does not have it. Source: asm/unistd_64.h of x86, and
  // asm-generic/unistd.h, which aarch64 goes by.
  int x86_64, aarch64;
  enum rule rule;
};

static const struct call calls[] = {
    // Documents in, stories out: by the only descriptor that leads anywhere.
    {"read", 0, 63, ALLOW},
    {"write", 1, 64, ALLOW},
    {"writev", 20, 66, ALLOW},
    // Memory, and none of it to be executed.
    {"brk", 12, 214, ALLOW},
    {"munmap", 11, 215, ALLOW},
    {"mremap", 25, 216, ALLOW},
    {"madvise", 28, 233, ALLOW},
    {"mmap", 9, 222, NEVER_EXECUTABLE},
    {"mprotect", 10, 226, NEVER_EXECUTABLE},
    // Locks, clocks, chance: what C libraries and Swift's runtime ask for in passing.
    {"futex", 202, 98, ALLOW},
    {"sched_yield", 24, 124, ALLOW},
    {"clock_gettime", 228, 113, ALLOW},
    {"clock_getres", 229, 114, ALLOW},
    {"gettimeofday", 96, 169, ALLOW},
    {"getrandom", 318, 278, ALLOW},
    // How much memory there is: glibc's qsort wants to know.
    {"sysinfo", 99, 179, ALLOW},
    // Its own ends: exit, and abort by a signal to nobody but itself.
    {"exit", 60, 93, ALLOW},
    {"exit_group", 231, 94, ALLOW},
    {"getpid", 39, 172, ALLOW},
    {"gettid", 186, 178, ALLOW},
    {"rt_sigprocmask", 14, 135, ALLOW},
    {"rt_sigreturn", 15, 139, ALLOW},
    {"tgkill", 234, 131, ONLY_ITSELF},
    // ICU looks for data of its own in files when it is asked for a character set that it does not
    // know; iconv and time zones likewise. There is none, and that is an answer.
    {"openat", 257, 56, REFUSE},
    {"newfstatat", 262, 79, REFUSE},
    {"fstat", 5, 80, REFUSE},
    {"faccessat", 269, 48, REFUSE},
    {"readlinkat", 267, 78, REFUSE},
    {"statx", 332, 291, REFUSE},
    {"getcwd", 79, 17, REFUSE},
    {"lseek", 8, 62, REFUSE},
    {"ioctl", 16, 29, REFUSE},
    {"fcntl", 72, 25, REFUSE},
    // Older calls that only the one machine has.
    {"time", 201, -1, ALLOW},
    {"open", 2, -1, REFUSE},
    {"stat", 4, -1, REFUSE},
    {"lstat", 6, -1, REFUSE},
    {"access", 21, -1, REFUSE},
    {"readlink", 89, -1, REFUSE},
};

// Where it is compiled, the compiler knows better.
#if defined(__x86_64__)
_Static_assert(SYS_read == 0, "read");
_Static_assert(SYS_write == 1, "write");
_Static_assert(SYS_writev == 20, "writev");
_Static_assert(SYS_brk == 12, "brk");
_Static_assert(SYS_munmap == 11, "munmap");
_Static_assert(SYS_mremap == 25, "mremap");
_Static_assert(SYS_madvise == 28, "madvise");
_Static_assert(SYS_mmap == 9, "mmap");
_Static_assert(SYS_mprotect == 10, "mprotect");
_Static_assert(SYS_futex == 202, "futex");
_Static_assert(SYS_sched_yield == 24, "sched_yield");
_Static_assert(SYS_clock_gettime == 228, "clock_gettime");
_Static_assert(SYS_clock_getres == 229, "clock_getres");
_Static_assert(SYS_gettimeofday == 96, "gettimeofday");
_Static_assert(SYS_getrandom == 318, "getrandom");
_Static_assert(SYS_sysinfo == 99, "sysinfo");
_Static_assert(SYS_exit == 60, "exit");
_Static_assert(SYS_exit_group == 231, "exit_group");
_Static_assert(SYS_getpid == 39, "getpid");
_Static_assert(SYS_gettid == 186, "gettid");
_Static_assert(SYS_rt_sigprocmask == 14, "rt_sigprocmask");
_Static_assert(SYS_rt_sigreturn == 15, "rt_sigreturn");
_Static_assert(SYS_tgkill == 234, "tgkill");
_Static_assert(SYS_openat == 257, "openat");
_Static_assert(SYS_newfstatat == 262, "newfstatat");
_Static_assert(SYS_fstat == 5, "fstat");
_Static_assert(SYS_faccessat == 269, "faccessat");
_Static_assert(SYS_readlinkat == 267, "readlinkat");
_Static_assert(SYS_statx == 332, "statx");
_Static_assert(SYS_getcwd == 79, "getcwd");
_Static_assert(SYS_lseek == 8, "lseek");
_Static_assert(SYS_ioctl == 16, "ioctl");
_Static_assert(SYS_fcntl == 72, "fcntl");
_Static_assert(SYS_time == 201, "time");
_Static_assert(SYS_open == 2, "open");
_Static_assert(SYS_stat == 4, "stat");
_Static_assert(SYS_lstat == 6, "lstat");
_Static_assert(SYS_access == 21, "access");
_Static_assert(SYS_readlink == 89, "readlink");
#elif defined(__aarch64__)
_Static_assert(SYS_read == 63, "read");
_Static_assert(SYS_write == 64, "write");
_Static_assert(SYS_writev == 66, "writev");
_Static_assert(SYS_brk == 214, "brk");
_Static_assert(SYS_munmap == 215, "munmap");
_Static_assert(SYS_mremap == 216, "mremap");
_Static_assert(SYS_madvise == 233, "madvise");
_Static_assert(SYS_mmap == 222, "mmap");
_Static_assert(SYS_mprotect == 226, "mprotect");
_Static_assert(SYS_futex == 98, "futex");
_Static_assert(SYS_sched_yield == 124, "sched_yield");
_Static_assert(SYS_clock_gettime == 113, "clock_gettime");
_Static_assert(SYS_clock_getres == 114, "clock_getres");
_Static_assert(SYS_gettimeofday == 169, "gettimeofday");
_Static_assert(SYS_getrandom == 278, "getrandom");
_Static_assert(SYS_sysinfo == 179, "sysinfo");
_Static_assert(SYS_exit == 93, "exit");
_Static_assert(SYS_exit_group == 94, "exit_group");
_Static_assert(SYS_getpid == 172, "getpid");
_Static_assert(SYS_gettid == 178, "gettid");
_Static_assert(SYS_rt_sigprocmask == 135, "rt_sigprocmask");
_Static_assert(SYS_rt_sigreturn == 139, "rt_sigreturn");
_Static_assert(SYS_tgkill == 131, "tgkill");
_Static_assert(SYS_openat == 56, "openat");
_Static_assert(SYS_newfstatat == 79, "newfstatat");
_Static_assert(SYS_fstat == 80, "fstat");
_Static_assert(SYS_faccessat == 48, "faccessat");
_Static_assert(SYS_readlinkat == 78, "readlinkat");
_Static_assert(SYS_statx == 291, "statx");
_Static_assert(SYS_getcwd == 17, "getcwd");
_Static_assert(SYS_lseek == 62, "lseek");
_Static_assert(SYS_ioctl == 29, "ioctl");
_Static_assert(SYS_fcntl == 25, "fcntl");
#endif

#define LOAD(from) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(from))
#define ARGUMENT(n) (offsetof(struct seccomp_data, args) + 8 * (n))
#define END(with) BPF_STMT(BPF_RET | BPF_K, (with))

struct program {
  struct sock_filter *list;
  size_t count, room;
};

static void add(struct program *program, struct sock_filter step) {
  if (program->count < program->room) program->list[program->count] = step;
  program->count++;
}

static void add_call(struct program *program, uint32_t number, enum rule rule, uint32_t pid) {
  const struct sock_filter
      is_other_by_1 = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
      is_other_by_4 = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4),
      load_third = LOAD(ARGUMENT(2)), load_first = LOAD(ARGUMENT(0)),
      if_executable = BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0),
      if_itself = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, pid, 0, 1),
      allow = END(SECCOMP_RET_ALLOW), refuse = END(SECCOMP_RET_ERRNO | EACCES),
      kill = END(SECCOMP_RET_KILL_PROCESS);
  if (rule == ALLOW || rule == REFUSE) {
    add(program, is_other_by_1);
    add(program, rule == ALLOW ? allow : refuse);
    return;
  }
  // What is loaded stands in the place of the number; so each of these ends.
  add(program, is_other_by_4);
  add(program, rule == NEVER_EXECUTABLE ? load_third : load_first);
  add(program, rule == NEVER_EXECUTABLE ? if_executable : if_itself);
  add(program, allow);
  add(program, kill);
}

int wr_sandbox_filter(int machine, uint32_t pid, uint64_t *steps, size_t room) {
  _Static_assert(sizeof(struct sock_filter) == sizeof *steps, "an instruction has eight bytes");
  struct sock_filter list[256];
  struct program program = {list, 0, sizeof list / sizeof list[0]};
  const struct sock_filter load_machine = LOAD(offsetof(struct seccomp_data, arch)),
                           load_number = LOAD(offsetof(struct seccomp_data, nr)),
                           kill = END(SECCOMP_RET_KILL_PROCESS);
  // Another machine's numbers mean other calls.
  const uint32_t own = machine == WR_X86_64 ? AUDIT_ARCH_X86_64 : AUDIT_ARCH_AARCH64;
  const struct sock_filter is_own = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, own, 1, 0);
  add(&program, load_machine);
  add(&program, is_own);
  add(&program, kill);
  add(&program, load_number);
  if (machine == WR_X86_64) {
    // So do the numbers of the x32 interface.
    const struct sock_filter is_x32 = BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    add(&program, is_x32);
    add(&program, kill);
  }
  for (size_t n = 0; n < sizeof calls / sizeof calls[0]; n++) {
    int number = machine == WR_X86_64 ? calls[n].x86_64 : calls[n].aarch64;
    if (number >= 0) add_call(&program, (uint32_t)number, calls[n].rule, pid);
  }
  add(&program, kill);
  if (program.count > program.room || program.count > room) return -ENOSPC;
  memcpy(steps, list, program.count * sizeof *steps);
  return (int)program.count;
}
