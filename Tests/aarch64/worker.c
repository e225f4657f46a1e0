// The worker's side: the order of Sources/Isolation/Worker.swift, and then orders instead of
// documents.
#define _GNU_SOURCE
#include "checks.h"

#include "CProbe.h"
#include "isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static char said[256];

static const char *wrong(const char *what) {
  snprintf(said, sizeof said, "%s: %s", what, strerror(errno));
  return said;
}

// MARK: What it must be able to do

static const char *use_memory(void) {
  char *kept[64] = {0};
  for (size_t round = 0; round < 4; round++)
    for (size_t n = 0; n < 64; n++) {
      // From a few bytes to 8 MiB, of the heap and of mappings.
      size_t size = (size_t)24 << (n % 19);
      free(kept[n]);
      if (!(kept[n] = malloc(size))) return wrong("malloc");
      memset(kept[n], (int)n, size);
    }
  for (size_t n = 0; n < 64; n++) free(kept[n]);
  malloc_trim(0);
  char *grown = NULL;
  for (size_t size = 1000; size < 100 << 20; size *= 3)
    if (!(grown = realloc(grown, size))) return wrong("realloc");
  if (!(grown = realloc(grown, 10))) return wrong("realloc to less");
  free(grown);
  void *cleared = calloc(1 << 20, 40), *aligned = NULL;
  if (!cleared || posix_memalign(&aligned, 1 << 16, 40 << 20)) return wrong("calloc");
  free(cleared);
  free(aligned);

  size_t size = 4 << 20;
  char *mapped =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return wrong("mmap");
  mapped[0] = 1;
  mapped = mremap(mapped, size, 2 * size, MREMAP_MAYMOVE);
  if (mapped == MAP_FAILED || mapped[0] != 1) return wrong("mremap");
  if (mprotect(mapped, size, PROT_NONE)) return wrong("mprotect");
  if (mprotect(mapped, size, PROT_READ | PROT_WRITE)) return wrong("mprotect");
  if (madvise(mapped, size, MADV_DONTNEED)) return wrong("madvise");
  return munmap(mapped, 2 * size) ? wrong("munmap") : NULL;
}

// By the kernel itself: the library has most of them from the vDSO.
static const char *use_clocks(void) {
  struct timespec time;
  struct timeval day;
  char chance[16];
  const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
                              CLOCK_THREAD_CPUTIME_ID, CLOCK_REALTIME_COARSE};
  for (size_t n = 0; n < sizeof clocks / sizeof clocks[0]; n++)
    if (clock_gettime(clocks[n], &time) || clock_getres(clocks[n], &time) ||
        syscall(SYS_clock_gettime, clocks[n], &time) ||
        syscall(SYS_clock_getres, clocks[n], &time))
      return wrong("clock_gettime");
  if (gettimeofday(&day, NULL) || syscall(SYS_gettimeofday, &day, NULL))
    return wrong("gettimeofday");
  if (getrandom(chance, sizeof chance, 0) != sizeof chance) return wrong("getrandom");
  if (syscall(SYS_sched_yield)) return wrong("sched_yield");
  return NULL;
}

// MARK: How it may come to its end

static int deeper(int left) {
  volatile char frame[16 << 10];
  frame[left & 4095] = (char)left;
  return left > 0 ? deeper(left - 1) + frame[left & 4095] : frame[0];
}

// With vectors in use where the machine has those of any length: their state lies on the signal's
// stack then.
static int deeper_with_vectors(void) {
#if defined(__aarch64__)
  if (getauxval(AT_HWCAP) & HWCAP_SVE)
    __asm__ volatile(".arch_extension sve\n\tdup z0.b, #1" : : : "v0");
#endif
  return deeper(1 << 20);
}

// As Swift does where memory is refused.
_Noreturn static void trap(void) { __builtin_trap(); }

static void segfault(void) {
  volatile uintptr_t nowhere = 8;
  *(volatile int *)nowhere = 1;
}

static void eat(const char *how) {
  const size_t piece = 1 << 20;
  char *grown = NULL;
  for (size_t n = 1;; n++) {
    void *more = NULL;
    if (!strcmp(how, "malloc")) more = malloc(piece);
    if (!strcmp(how, "small")) more = malloc(100);
    if (!strcmp(how, "calloc")) more = calloc(piece, 1);
    if (!strcmp(how, "realloc")) more = grown = realloc(grown, n * piece);
    if (!strcmp(how, "aligned")) more = aligned_alloc(4096, piece);
    if (!strcmp(how, "at once")) more = malloc((size_t)1 << 34);
    if (!more) trap();
    *(volatile char *)more = 1;
  }
}

static void eat_mappings(void) {
  for (size_t size = 64 << 20; size >= 4096; size /= 2)
    while (mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) !=
           MAP_FAILED)
      ;
  // Nobody tells: Swift's own allocation of a page need not leave an errno.
  errno = 0;
  trap();
}

// What came of an order that did not end the process.
static const char *obey(const char *word) {
  const char *fault = NULL;
  if (!strcmp(word, "memory")) fault = use_memory();
  else if (!strcmp(word, "clocks")) fault = use_clocks();
  else if (!strcmp(word, "documents")) fault = parse_everything();
  else if (!strcmp(word, "descriptors"))
    fault = probe_stray_descriptor() == EBADF ? NULL : "one is open";
  else if (!strcmp(word, "trap")) trap();
  else if (!strcmp(word, "abort")) abort();
  else if (!strcmp(word, "segfault")) segfault();
  else if (!strcmp(word, "leave")) exit(0);
  else if (!strcmp(word, "descend")) deeper_with_vectors();
  else if (!strcmp(word, "dig")) probe_dig();
  else if (!strcmp(word, "stand still")) probe_stand_still();
  else if (!strcmp(word, "parse too much")) parse_too_much();
  else if (!strcmp(word, "eat mappings")) eat_mappings();
  else if (!strncmp(word, "eat ", 4)) eat(word + 4);
  else if (!strcmp(word, "spin"))
    for (volatile int n = 0;;) n = n + 1;
  else {
    for (size_t n = 0; n < attempt_count; n++)
      if (!strcmp(word, attempts[n].name)) {
        int code = attempts[n].make();
        return code ? strerrorname_np(code) : "done";
      }
    fault = "no such order";
  }
  return fault ? fault : "done";
}

// MARK: Its life

static void take(void *bytes, size_t count) {
  for (size_t got = 0; got < count;) {
    ssize_t n = read(3, (char *)bytes + got, count - got);
    // The parent has no more work, or has gone.
    if (n <= 0) _exit(0);
    got += (size_t)n;
  }
}

_Noreturn void serve(const char *layers, int traced) {
  const int whole = !strcmp(layers, "whole");
  if (traced && ptrace(PTRACE_TRACEME, 0, 0, 0)) exit(SANDBOX_STATUS);
  if (traced) raise(SIGSTOP);

  wr_sandbox_keep_memory();
  char *arena = wr_shared_map(4, ARENA_SIZE);
  close(4);
  wr_sandbox_close_descriptors();
  const char *fault = parse_everything();
  struct greeting greeting = {0, 0, arena != NULL, wr_sandbox_mapped()};
  wr_sandbox_report_memory(MEMORY_STATUS);
  if (wr_sandbox_follow_parent() || wr_sandbox_privileges()) exit(SANDBOX_STATUS);
  if (whole || !strcmp(layers, "landlock")) greeting.landlock = wr_sandbox_landlock();
  if (greeting.landlock < 0) exit(SANDBOX_STATUS);
  if ((whole || !strcmp(layers, "limits")) && wr_sandbox_limits()) exit(SANDBOX_STATUS);
  if (whole) greeting.seccomp = wr_sandbox_seccomp();
  if (greeting.seccomp < 0 || !arena) exit(SANDBOX_STATUS);
  if (!fault) fault = parse_everything();
  if (fault) _exit(SANDBOX_STATUS);

  if (write(3, &greeting, sizeof greeting) != sizeof greeting) _exit(0);
  while (1) {
    struct order order;
    take(&order, sizeof order);
    wr_sandbox_set_share(order.share);
    const char *answer = obey(order.word);
    memcpy(arena + ARENA_HEAD, answer, strlen(answer) + 1);
    wr_shared_store(arena, strlen(answer) + 1);
    if (write(3, "!", 1) != 1) _exit(0);
  }
}
