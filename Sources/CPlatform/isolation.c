// Starting, watching and ending the processes that parse. Not inline, for <sys/socket.h>: see
// notify.c.
#define _GNU_SOURCE
#include "isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int wr_worker_pair(int *parent, int *child) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -errno;
  if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
    int code = errno;
    close(ends[0]);
    close(ends[1]);
    return -code;
  }
  *parent = ends[0];
  *child = ends[1];
  return 0;
}

int wr_worker_start(const char *path, char *const *argv, char *const *envp, int socket,
                    int shared) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int code = posix_spawn_file_actions_init(&actions);
  if (code) return -code;
  code = posix_spawnattr_init(&attributes);
  if (code) {
    posix_spawn_file_actions_destroy(&actions);
    return -code;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  pid_t pid = 0;
  // 3 and 4 before 0 to 2: what they are made of may be one of those. Nor may the one be taken for
  // the other's sake.
  int own = shared == 3 ? fcntl(shared, F_DUPFD_CLOEXEC, 5) : -1;
  if (shared == 3 && own < 0) code = errno;
  if (own >= 0) shared = own;
  if (!code && !(code = posix_spawn_file_actions_adddup2(&actions, socket, 3)) &&
      !(code = shared < 0 ? 0 : posix_spawn_file_actions_adddup2(&actions, shared, 4)) &&
      !(code = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0)) &&
      !(code = posix_spawn_file_actions_adddup2(&actions, 0, 1)) &&
      !(code = posix_spawn_file_actions_adddup2(&actions, 0, 2)) &&
      !(code = posix_spawn_file_actions_addclosefrom_np(&actions, shared < 0 ? 4 : 5)) &&
      !(code = posix_spawnattr_setsigmask(&attributes, &none)) &&
      !(code = posix_spawnattr_setsigdefault(&attributes, &all)) &&
      !(code = posix_spawnattr_setpgroup(&attributes, 0)) &&
      !(code = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
                                                         POSIX_SPAWN_SETSIGMASK |
                                                         POSIX_SPAWN_SETSIGDEF)))
    code = posix_spawn(&pid, path, &actions, &attributes, argv, envp);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (own >= 0) close(own);
  return code ? -code : pid;
}

int wr_shared_make(size_t size) {
  // Not memfd_create(2), which a service that may not execute what it has written must not have. A
  // worker could make the file shorter, and so end its parent, if it had its descriptor, which it
  // gives up first, or ftruncate(2).
  int fd = open("/dev/shm", O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return -errno;
  // All of it at once: where there is no room later, touching it would be a death.
  int code = posix_fallocate(fd, 0, (off_t)size);
  if (code != 0) {
    close(fd);
    return -code;
  }
  return fd;
}

void *wr_shared_map(int fd, size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

void wr_shared_unmap(void *memory, size_t size) { munmap(memory, size); }

void wr_shared_store(void *memory, uint64_t number) {
  __atomic_store_n((uint64_t *)memory, number, __ATOMIC_RELEASE);
}

uint64_t wr_shared_load(const void *memory) {
  return __atomic_load_n((const uint64_t *)memory, __ATOMIC_ACQUIRE);
}

int wr_worker_ended(int pid, int *code) {
  int status = 0;
  pid_t found;
  do found = waitpid(pid, &status, WNOHANG);
  while (found < 0 && errno == EINTR);
  if (found < 0) return -errno;
  if (found == 0) return 0;
  if (WIFSIGNALED(status)) {
    *code = WTERMSIG(status);
    return 2;
  }
  *code = WEXITSTATUS(status);
  return 1;
}

void wr_worker_kill(int pid) {
  kill(pid, SIGKILL);
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
  }
}

int64_t wr_worker_cpu(int pid) {
  clockid_t clock;
  struct timespec time;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return -1;
  return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

int wr_worker_limit(int pid, uint64_t address_space, uint64_t cpu_seconds) {
  // The hard limits stay: a worker without prlimit64(2) cannot reach for them.
  struct rlimit space = {address_space, RLIM_INFINITY}, cpu = {cpu_seconds, RLIM_INFINITY};
  struct rlimit old;
  if (prlimit(pid, RLIMIT_AS, NULL, &old) != 0) return -errno;
  space.rlim_max = old.rlim_max;
  if (space.rlim_cur > space.rlim_max) space.rlim_cur = space.rlim_max;
  if (prlimit(pid, RLIMIT_AS, &space, NULL) != 0) return -errno;
  if (prlimit(pid, RLIMIT_CPU, NULL, &old) != 0) return -errno;
  cpu.rlim_max = old.rlim_max;
  if (cpu.rlim_cur > cpu.rlim_max) cpu.rlim_cur = cpu.rlim_max;
  return prlimit(pid, RLIMIT_CPU, &cpu, NULL) != 0 ? -errno : 0;
}

int wr_worker_wait(int fd, int wants_write, int milliseconds) {
  struct pollfd one = {fd, (short)(POLLIN | (wants_write ? POLLOUT : 0)), 0};
  int ready = poll(&one, 1, milliseconds);
  if (ready < 0) return errno == EINTR ? 0 : -errno;
  if (ready == 0) return 0;
  return (one.revents & (POLLIN | POLLHUP | POLLERR) ? 1 : 0) | (one.revents & POLLOUT ? 2 : 0);
}

long wr_worker_receive(int fd, void *bytes, size_t count) {
  ssize_t n = recv(fd, bytes, count, 0);
  return n < 0 ? -errno : (long)n;
}

long wr_worker_send(int fd, const void *first, size_t first_count, const void *second,
                    size_t second_count) {
  struct iovec runs[2] = {{(void *)first, first_count}, {(void *)second, second_count}};
  struct msghdr message = {.msg_iov = runs, .msg_iovlen = 2};
  ssize_t n = sendmsg(fd, &message, MSG_NOSIGNAL);
  return n < 0 ? -errno : (long)n;
}
