// Not inline in the header as the other shims are: what <sys/socket.h> declares under _GNU_SOURCE
// is not what Swift's Glibc module has of it, and a module may see only one of the two.
#define _GNU_SOURCE
#include "notify.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int wr_send_datagram(const char *address, const void *bytes, size_t count) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  size_t length = strlen(address);
  if (length == 0 || length >= sizeof to.sun_path) return EINVAL;
  memcpy(to.sun_path, address, length);
  // A path is as long as it is with its end; an abstract name has none.
  int isAbstract = address[0] == '@';
  if (isAbstract) to.sun_path[0] = 0;
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + !isAbstract);

  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  ssize_t sent = sendto(
      fd, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&to, size);
  int code = sent < 0 ? errno : 0;
  close(fd);
  return code;
}
