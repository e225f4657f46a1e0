// The control socket: a stream socket by a name in the file system.
#pragma once
#include <stddef.h>

/// A listening socket that its owner and group may speak to; -errno where there is none. The name
/// must be free. Never wider than 0660, at no moment: bind takes the mode of the socket itself.
int wr_control_listen(const char *_Nonnull path, int backlog);

/// The next connection, non-blocking, or -errno.
int wr_control_accept(int fd);

/// A connection to whoever listens there, with deadlines of five seconds, or -errno.
int wr_control_connect(const char *_Nonnull path);

/// Sends without a signal where the other side has gone; how many bytes, or -errno.
long wr_control_send(int fd, const void *_Nonnull bytes, size_t count);
