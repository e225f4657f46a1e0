// What the machine says of its file systems.
#pragma once
#include "shim.h"

#include <sys/statvfs.h>

/// Free bytes for a user without privileges and the size of the file system, and its device; 0 or
/// an errno.
static inline int wr_room(const char *_Nonnull path, long long *_Nonnull free_bytes,
                          long long *_Nonnull size, unsigned long long *_Nonnull device) {
  struct statvfs room;
  struct stat facts;
  if (statvfs(path, &room) != 0 || stat(path, &facts) != 0) return errno;
  *free_bytes = (long long)room.f_bavail * (long long)room.f_frsize;
  *size = (long long)room.f_blocks * (long long)room.f_frsize;
  *device = (unsigned long long)facts.st_dev;
  return 0;
}
