#define _GNU_SOURCE
#include "include/CProbe.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int told(long code) { return code < 0 ? errno : 0; }

// Known from the start: a worker that asks is killed for that alone.
static int parent;

__attribute__((constructor)) static void remember_parent(void) { parent = getppid(); }

int probe_socket(int family) { return told(socket(family, SOCK_STREAM, 0)); }
int probe_fork(void) { return told(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }
int probe_exec(void) {
  char *arguments[] = {"true", NULL};
  return told(execv("/bin/true", arguments));
}
int probe_thread(void) {
  return told(syscall(SYS_clone, 0x00010f00 /* VM FS FILES SIGHAND THREAD */, 0, 0, 0, 0));
}
int probe_kill(int group) { return told(kill(group ? 0 : parent, SIGTERM)); }
int probe_signal_parent(void) {
  return told(syscall(SYS_tgkill, parent, parent, SIGTERM));
}
int probe_ptrace(void) { return told(ptrace(PTRACE_ATTACH, parent, 0, 0)); }
int probe_raise_limits(void) {
  struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  return told(setrlimit(RLIMIT_AS, &all));
}
int probe_ignore_limit(void) { return signal(SIGXCPU, SIG_IGN) == SIG_ERR ? errno : 0; }
int probe_map_executable(void) {
  void *page =
      mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? errno : 0;
}
int probe_execute_heap(void) {
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? errno : told(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}
int probe_list_root(void) {
  DIR *folder = opendir("/");
  return folder ? 0 : errno;
}
static int deeper(int left) {
  volatile char frame[16 << 10];
  frame[left & 4095] = (char)left;
  return left > 0 ? deeper(left - 1) + frame[left & 4095] : frame[0];
}
int probe_dig(void) {
  // By ever smaller pieces, to the last page.
  for (size_t size = 64 << 20; size >= 4096; size /= 2)
    while (mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) !=
           MAP_FAILED)
      ;
  errno = 0;
  return deeper(400);
}
void probe_stand_still(void) {
  int nobody_changes_it = 0;
  while (1) syscall(SYS_futex, &nobody_changes_it, 0 /* WAIT */, 0, NULL, NULL, 0);
}
int probe_stray_descriptor(void) {
  char byte;
  for (int fd = 4; fd < 1024; fd++)
    if (read(fd, &byte, 0) == 0 || errno != EBADF) return 0;
  return EBADF;
}
