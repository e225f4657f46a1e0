// What the append-only log asks of Linux beyond POSIX.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

// Open file description locks: they conflict between two openings even within one process, and
// another file's close does not drop them, as it does with the classic ones.
#ifndef F_OFD_GETLK
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#endif
#ifndef FALLOC_FL_KEEP_SIZE
#define FALLOC_FL_KEEP_SIZE 1
int fallocate(int, int, off_t, off_t);
#endif

// 0, or an errno: EAGAIN or EACCES where somebody else holds it.
static inline int wr_lock(int fd) {
  struct flock range;
  memset(&range, 0, sizeof range);
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  return fcntl(fd, F_OFD_SETLK, &range) == 0 ? 0 : errno;
}

// Gives the lock back for every copy of this descriptor: a child that was forked and has not called
// exec yet has one, and a close alone would leave the lock with it.
static inline void wr_unlock(int fd) {
  struct flock range;
  memset(&range, 0, sizeof range);
  range.l_type = F_UNLCK;
  range.l_whence = SEEK_SET;
  fcntl(fd, F_OFD_SETLK, &range);
}

// 1 where somebody holds the lock, 0 where nobody does, -1 where it cannot be told.
static inline int wr_is_locked(int fd) {
  struct flock range;
  memset(&range, 0, sizeof range);
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  if (fcntl(fd, F_OFD_GETLK, &range) != 0) return -1;
  return range.l_type == F_UNLCK ? 0 : 1;
}

// Blocks without a size: zero padding would break `tail` and `jq`. 0 or an errno.
static inline int wr_preallocate(int fd, long long from, long long count) {
  return fallocate(fd, FALLOC_FL_KEEP_SIZE, (off_t)from, (off_t)count) == 0 ? 0 : errno;
}

// Blocks with a size. 0 or an errno.
static inline int wr_allocate(int fd, long long count) {
  return fallocate(fd, 0, 0, (off_t)count) == 0 ? 0 : errno;
}

// Free bytes for a user without privileges, -1 where it cannot be told.
static inline long long wr_free_bytes(const char *_Nonnull path) {
  struct statvfs s;
  if (statvfs(path, &s) != 0) return -1;
  return (long long)s.f_bavail * (long long)s.f_frsize;
}

// memmem(3), which glibc shows to GNU sources only.
static inline const void *_Nullable wr_find(const void *_Nonnull hay, size_t hay_count,
                                            const void *_Nonnull needle, size_t count) {
  return memmem(hay, hay_count, needle, count);
}
