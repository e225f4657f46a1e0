// By handlers and a stream, not by a mask and signalfd(2): a mask is each thread's own, and one thread
// that was started before it was set would be the end of the process. The stream is a socket's: pipe2(2)
// is among the calls that the unit forbids.
#define _GNU_SOURCE
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile int write_end = -1;

static void tell(int number) {
  int before = errno;
  unsigned char byte = (unsigned char)number;
  // A stream that is full of words nobody has read needs no further one.
  (void)!write(write_end, &byte, 1);
  errno = before;
}

int wr_signals_open(const int *numbers, int count) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -errno;
  if (fcntl(ends[1], F_SETFL, O_NONBLOCK) != 0) {
    int code = errno;
    close(ends[0]);
    close(ends[1]);
    return -code;
  }
  write_end = ends[1];
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = tell;
  action.sa_flags = SA_RESTART;
  for (int n = 0; n < count; n++) sigaction(numbers[n], &action, NULL);
  return ends[0];
}

void wr_signals_close(void) {
  unsigned char end = 0;
  (void)!write(write_end, &end, 1);
}
