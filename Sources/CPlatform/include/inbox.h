// The inbox's system calls. Each answers a value of zero or more, or minus errno, and takes a
// path as bytes ended by a NUL.
#pragma once
#include "shim.h"

#include <dirent.h>
#include <linux/openat2.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/statfs.h>
#include <sys/syscall.h>

// What the inbox wants to know of a file: of struct stat, only that.
struct wr_facts {
  uint64_t device, inode, links;
  int64_t size;
  int64_t mtime_seconds, mtime_nanoseconds;
  int64_t ctime_seconds, ctime_nanoseconds;
  uint32_t mode;
};

static inline int wr_answer(long result) { return result < 0 ? -errno : (int)result; }

static inline void wr_keep_facts(const struct stat *s, struct wr_facts *out) {
  out->device = s->st_dev;
  out->inode = s->st_ino;
  out->links = s->st_nlink;
  out->size = s->st_size;
  out->mtime_seconds = s->st_mtim.tv_sec;
  out->mtime_nanoseconds = s->st_mtim.tv_nsec;
  out->ctime_seconds = s->st_ctim.tv_sec;
  out->ctime_nanoseconds = s->st_ctim.tv_nsec;
  out->mode = s->st_mode;
}

static inline int wr_facts_of(int fd, struct wr_facts *out) {
  struct stat s;
  if (fstat(fd, &s) != 0) return -errno;
  wr_keep_facts(&s, out);
  return 0;
}

// Of the name itself: a symbolic link is not followed.
static inline int wr_facts_at(int directory, const uint8_t *path, struct wr_facts *out) {
  struct stat s;
  if (fstatat(directory, (const char *)path, &s, AT_SYMLINK_NOFOLLOW) != 0) return -errno;
  wr_keep_facts(&s, out);
  return 0;
}

// Opens an absolute path; its symbolic links are the administrator's own and are followed.
static inline int wr_open(const uint8_t *path, int flags) {
  return wr_answer(open((const char *)path, flags | O_CLOEXEC));
}

// Closes a step of a walk, if it is not where the walk began.
static inline int wr_leave(int at, int start, int answer) {
  if (at != start) close(at);
  return answer;
}

// The same as wr_open_beneath by one openat(2) for each name of the path, none of which may be a
// symbolic link or `..`.
static inline int wr_open_by_steps(int directory, const uint8_t *path, int flags, int mode) {
  const char *rest = (const char *)path;
  int at = directory;
  while (1) {
    size_t length = strcspn(rest, "/");
    if (length == 0 || length > 255) return wr_leave(at, directory, length ? -ENAMETOOLONG : -EXDEV);
    char name[256];
    memcpy(name, rest, length);
    name[length] = 0;
    if (strcmp(name, "..") == 0) return wr_leave(at, directory, -EXDEV);
    int isLast = rest[length] == 0;
    // O_DIRECTORY with O_NOFOLLOW: ENOTDIR where a link has taken the place of a folder.
    int with = isLast ? flags : O_PATH | O_DIRECTORY;
    int next = wr_answer(openat(at, name, with | O_NOFOLLOW | O_CLOEXEC, (mode_t)mode));
    wr_leave(at, directory, 0);
    if (next < 0 || isLast) return next;
    at = next;
    rest += length + 1;
  }
}

// Opens below a directory; no symbolic link and no `..` leads out of it.
static inline int wr_open_beneath(int directory, const uint8_t *path, int flags, int mode) {
  struct open_how how = {
      .flags = (uint64_t)(unsigned)(flags | O_NOFOLLOW | O_CLOEXEC),
      .mode = (uint64_t)(unsigned)mode,
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
  };
  int answer = wr_answer(syscall(SYS_openat2, directory, path, &how, sizeof how));
  // Under systemd's RestrictSUIDSGID=, which cannot look into the struct, and in older containers
  // and kernels there is no such call.
  return answer == -ENOSYS ? wr_open_by_steps(directory, path, flags, mode) : answer;
}

static inline int wr_rename(int from, const uint8_t *a, int to, const uint8_t *b) {
  return wr_answer(renameat(from, (const char *)a, to, (const char *)b));
}

static inline int wr_rename_noreplace(int from, const uint8_t *a, int to, const uint8_t *b) {
  return wr_answer(renameat2(from, (const char *)a, to, (const char *)b, RENAME_NOREPLACE));
}

static inline int wr_link(int from, const uint8_t *a, int to, const uint8_t *b) {
  return wr_answer(linkat(from, (const char *)a, to, (const char *)b, 0));
}

static inline int wr_unlink(int directory, const uint8_t *path) {
  return wr_answer(unlinkat(directory, (const char *)path, 0));
}

static inline int wr_rmdir(int directory, const uint8_t *path) {
  return wr_answer(unlinkat(directory, (const char *)path, AT_REMOVEDIR));
}

static inline int wr_mkdir(int directory, const uint8_t *path, int mode) {
  return wr_answer(mkdirat(directory, (const char *)path, (mode_t)mode));
}

// May the effective user make and remove names in this directory? The sticky bit is not asked.
static inline int wr_may_rename_in(int directory, const uint8_t *path) {
  return wr_answer(faccessat(directory, (const char *)path, R_OK | W_OK | X_OK, AT_EACCESS));
}

// As many directory entries (struct linux_dirent64) as `buffer` holds; 0 at the end.
static inline int wr_entries(int directory, void *buffer, size_t count) {
  return wr_answer(syscall(SYS_getdents64, directory, buffer, count));
}

// The f_type of the file system that holds the descriptor.
static inline int wr_file_system(int fd, uint32_t *magic) {
  struct statfs s;
  if (fstatfs(fd, &s) != 0) return -errno;
  *magic = (uint32_t)s.f_type;
  return 0;
}

// A read lease: 0 where nobody has the file open for writing, else EAGAIN; EACCES where the file
// is another user's and CAP_LEASE is not there. Who opens the file for writing while the lease is
// held makes the kernel signal its holder: by default SIGIO, which kills; here SIGURG, whose
// default is to do nothing, so that no disposition of the process need change.
static inline int wr_lease(int fd) {
  if (fcntl(fd, F_SETSIG, SIGURG) != 0) return -errno;
  return wr_answer(fcntl(fd, F_SETLEASE, F_RDLCK));
}

static inline int wr_unlease(int fd) { return wr_answer(fcntl(fd, F_SETLEASE, F_UNLCK)); }

static const uint32_t wr_in_close_write = IN_CLOSE_WRITE;
static const uint32_t wr_in_moved_to = IN_MOVED_TO;
static const uint32_t wr_in_create = IN_CREATE;
static const uint32_t wr_in_delete_self = IN_DELETE_SELF;
static const uint32_t wr_in_move_self = IN_MOVE_SELF;
static const uint32_t wr_in_unmount = IN_UNMOUNT;
static const uint32_t wr_in_overflow = IN_Q_OVERFLOW;
static const uint32_t wr_in_ignored = IN_IGNORED;
static const uint32_t wr_in_isdir = IN_ISDIR;
static const uint32_t wr_in_onlydir = IN_ONLYDIR;

static inline int wr_watch_new(void) {
  return wr_answer(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
}

static inline int wr_watch(int fd, const uint8_t *path, uint32_t mask) {
  return wr_answer(inotify_add_watch(fd, (const char *)path, mask));
}

static inline int wr_unwatch(int fd, int watch) {
  return wr_answer(inotify_rm_watch(fd, watch));
}

// Waits until one of two descriptors is readable (-1: not looked at). Answers a set of bits:
// 1 the first, 2 the second; 0 after `milliseconds` (-1: for ever).
static inline int wr_poll(int first, int second, int milliseconds) {
  struct pollfd p[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
  int n = poll(p, 2, milliseconds);
  if (n < 0) return -errno;
  return (p[0].revents ? 1 : 0) | (p[1].revents ? 2 : 0);
}
