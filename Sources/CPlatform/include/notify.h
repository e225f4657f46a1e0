// A datagram to the service manager: sd_notify(3) without libsystemd.
#pragma once
#include <stddef.h>

// One datagram to a Unix socket, without waiting. An address that begins with `@` is an abstract
// one. 0 or an errno.
int wr_send_datagram(const char *_Nonnull address, const void *_Nonnull bytes, size_t count);
