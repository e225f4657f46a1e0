// A datagram to the service manager: sd_notify(3) without libsystemd.
#pragma once
#include "shim.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

// One datagram to a Unix socket, without waiting. An address that begins with `@` is an abstract
// one. 0 or an errno.
static inline int wr_send_datagram(
    const char *_Nonnull address, const void *_Nonnull bytes, size_t count) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  size_t length = strlen(address);
  // An abstract name is not terminated: it is as long as it is.
  if (length == 0 || length >= sizeof to.sun_path) return EINVAL;
  memcpy(to.sun_path, address, length);
  socklen_t size = offsetof(struct sockaddr_un, sun_path) + length;
  if (address[0] == '@') to.sun_path[0] = 0; else size++;

  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  ssize_t sent = sendto(
      fd, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&to, size);
  int code = sent < 0 ? errno : 0;
  close(fd);
  return code;
}
