// What a parser that was taken over would try: each call of Tests/CProbe, which PoolTests try from
// inside of the product's worker, and others with arguments that would do harm.
#define _GNU_SOURCE
#include "checks.h"

#include "CProbe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int told(long code) { return code < 0 ? errno : 0; }

static int try_open(void) { return told(open("/etc/passwd", O_RDONLY)); }
static int try_openat(void) { return told(syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY)); }
static int try_create(void) { return told(open("/tmp/probe", O_WRONLY | O_CREAT, 0600)); }
static int try_stat(void) {
  struct stat facts;
  return told(stat("/etc/passwd", &facts));
}
static int try_access(void) { return told(access("/etc/passwd", R_OK)); }
static int try_readlink(void) {
  char path[64];
  return told(readlink("/proc/self/exe", path, sizeof path));
}
static int try_duplicate(void) { return told(fcntl(3, F_DUPFD, 10)); }
static int try_openat2(void) {
  uint64_t how[3] = {O_RDONLY, 0, 0};
  return told(syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how, sizeof how));
}
static int try_internet(void) { return probe_socket(AF_INET); }
static int try_unix(void) { return probe_socket(AF_UNIX); }
static int try_connect(void) {
  struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(80)};
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return told(connect(3, (struct sockaddr *)&there, sizeof there));
}
static int try_send(void) { return told(send(3, "?", 1, MSG_NOSIGNAL)); }
static int try_kill(void) { return probe_kill(0); }
static int try_group(void) { return probe_kill(1); }
static int try_signal_itself(void) { return told(kill(getpid(), SIGTERM)); }
static int try_clone3(void) {
  uint64_t arguments[11] = {0, 0, 0, 0, SIGCHLD};
  return told(syscall(SYS_clone3, arguments, sizeof arguments));
}
static int try_execveat(void) {
  char *none[] = {"sh", NULL};
  return told(syscall(SYS_execveat, AT_FDCWD, "/bin/sh", none, none, 0));
}
static int try_protect_with_key(void) {
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return told(syscall(SYS_pkey_mprotect, page, 4096, PROT_READ | PROT_EXEC, -1));
}
// What the upper half of a register holds must not hide the lower one's.
static int try_map_executable_wide(void) {
  return told(syscall(SYS_mmap, NULL, 4096, 0x100000007L, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}
static int try_prlimit(void) {
  struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  return told(syscall(SYS_prlimit64, 0, RLIMIT_AS, &all, NULL));
}
static int try_raise_descriptors(void) {
  struct rlimit more = {64, 64};
  return told(setrlimit(RLIMIT_NOFILE, &more));
}
static int try_memfd(void) { return told(syscall(SYS_memfd_create, "code", 0)); }
static int try_truncate(void) { return told(ftruncate(4, 0)); }
static int try_io_uring(void) {
  char parameters[120] = {0};
  return told(syscall(SYS_io_uring_setup, 8, parameters));
}
static int try_personality(void) { return told(syscall(SYS_personality, 8 /* PER_LINUX32 */)); }
static int try_unknown(void) { return told(syscall(4711)); }
static int try_minus_one(void) { return told(syscall(-1)); }

#if defined(__x86_64__)
// getpid(2) by the way and the number that it has on machines of 32 bits.
static int try_32_bits(void) {
  long code = 20;
  __asm__ volatile("int $0x80" : "+a"(code) : : "memory");
  return code < 0 ? (int)-code : 0;
}
static int try_x32(void) { return told(syscall(0x40000000 | SYS_getpid)); }
#endif

const struct attempt attempts[] = {
    {"open a file", try_open, EACCES},
    {"openat of /etc/passwd", try_openat, EACCES},
    {"create a file", try_create, EACCES},
    {"list the root", probe_list_root, EACCES},
    {"stat a file", try_stat, EACCES},
    {"look whether a file is there", try_access, EACCES},
    {"read a link", try_readlink, EACCES},
    {"duplicate a descriptor", try_duplicate, EACCES},
    {"openat2", try_openat2, 0},
    {"socket, internet", try_internet, 0},
    {"socket, unix", try_unix, 0},
    {"connect", try_connect, 0},
    {"send by another call", try_send, 0},
    {"kill the parent", try_kill, 0},
    {"kill the group", try_group, 0},
    {"signal the parent", probe_signal_parent, 0},
    {"kill itself by kill(2)", try_signal_itself, 0},
    {"ptrace the parent", probe_ptrace, 0},
    {"fork", probe_fork, 0},
    {"thread", probe_thread, 0},
    {"clone3", try_clone3, 0},
    {"exec", probe_exec, 0},
    {"execveat", try_execveat, 0},
    {"map executable", probe_map_executable, 0},
    {"map executable, upper half set", try_map_executable_wide, 0},
    {"execute the heap", probe_execute_heap, 0},
    {"execute by pkey_mprotect", try_protect_with_key, 0},
    {"raise limits", probe_raise_limits, 0},
    {"prlimit64 of itself", try_prlimit, 0},
    {"raise descriptors", try_raise_descriptors, 0},
    {"ignore limits", probe_ignore_limit, 0},
    {"memfd_create", try_memfd, 0},
    {"ftruncate of the arena", try_truncate, 0},
    {"io_uring_setup", try_io_uring, 0},
    {"personality of 32 bits", try_personality, 0},
    {"an unknown call", try_unknown, 0},
    {"call number -1", try_minus_one, 0},
#if defined(__x86_64__)
    {"a call of 32 bits", try_32_bits, 0},
    {"a call of x32", try_x32, 0},
#endif
};
const size_t attempt_count = sizeof attempts / sizeof attempts[0];
