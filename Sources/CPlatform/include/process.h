// Of the process itself: a wake-up descriptor, a thread's name.
#pragma once
#include "shim.h"

#include <pthread.h>
#include <sys/eventfd.h>

/// A non-blocking eventfd, or -1.
static inline int wr_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// Names the calling thread for ps -T and gdb; 15 bytes at most.
static inline void wr_name_thread(const char *_Nonnull name) {
  pthread_setname_np(pthread_self(), name);
}
