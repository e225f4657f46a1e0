// Apart from its header: what sys/socket.h defines must not become a part of the module.
#define _GNU_SOURCE
#include "include/control.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

// The address of a path; -ENAMETOOLONG where it does not fit, else its length.
static int wr_control_address(const char *path, struct sockaddr_un *out) {
  memset(out, 0, sizeof *out);
  out->sun_family = AF_UNIX;
  if (strlen(path) >= sizeof out->sun_path) return -ENAMETOOLONG;
  strcpy(out->sun_path, path);
  return (int)sizeof *out;
}

// A listening socket that its owner and group may speak to; -errno where there is none. The name
// must be free. Never wider than 0660, at no moment: bind takes the mode of the socket itself.
int wr_control_listen(const char *path, int backlog) {
  struct sockaddr_un address;
  int length = wr_control_address(path, &address);
  if (length < 0) return length;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  if (fchmod(fd, 0660) != 0 || bind(fd, (struct sockaddr *)&address, (socklen_t)length) != 0 ||
      chmod(path, 0660) != 0 || listen(fd, backlog) != 0) {
    int code = errno;
    close(fd);
    return -code;
  }
  return fd;
}

// The next connection, non-blocking, or -errno.
int wr_control_accept(int fd) {
  int connection = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  return connection < 0 ? -errno : connection;
}

// A connection to whoever listens there, non-blocking, or -errno.
int wr_control_connect(const char *path) {
  struct sockaddr_un address;
  int length = wr_control_address(path, &address);
  if (length < 0) return length;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  // A full backlog must not hold the asker for ever.
  struct timeval patience = {5, 0};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(fd, (struct sockaddr *)&address, (socklen_t)length) != 0) {
    int code = errno;
    close(fd);
    return -code;
  }
  return fd;
}

// Sends without a signal where the other side has gone; how many bytes, or -errno.
long wr_control_send(int fd, const void *bytes, size_t count) {
  ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);
  return sent < 0 ? -errno : (long)sent;
}
