// The peer of the log's own benchmark: a bare group-commit loop, as little as C can make of it.
//
// N producers each hand over one line and wait until it is durable. One writer swaps the queue,
// writes what it holds with one write, flushes with one fdatasync and wakes them. No chain, no
// seal, no index: whatever a real log takes beyond this is its own cost.
//
//   cc -O2 -pthread -o group-commit group-commit.c
//   ./group-commit <directory> [seconds] [line bytes]
//
// Prints for 1, 16 and 128 producers: durable appends a second, and the time from handing a line
// over to its acknowledgement, median and 99th percentile.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PREALLOCATE = 4 << 20 };

struct queue {
  char *bytes;
  size_t count, capacity;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER, durable = PTHREAD_COND_INITIALIZER;
static struct queue filling;
// Groups are numbered: a line handed over now belongs to group `next`, which is durable as soon as
// `done` has reached it.
static uint64_t next_group = 1, done_group;
static int is_over;
static size_t line_bytes;
static int file;

struct producer {
  pthread_t thread;
  int64_t *waits;
  size_t count, capacity;
};

static int64_t nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void *grown(void *memory, size_t size) {
  void *larger = realloc(memory, size);
  if (!larger) fail("realloc");
  return larger;
}

static void push(struct queue *queue, const char *line) {
  if (queue->count + line_bytes > queue->capacity) {
    queue->capacity = (queue->count + line_bytes) * 2;
    queue->bytes = grown(queue->bytes, queue->capacity);
  }
  memcpy(queue->bytes + queue->count, line, line_bytes);
  queue->count += line_bytes;
}

static void *produce(void *argument) {
  struct producer *self = argument;
  char *line = malloc(line_bytes);
  if (!line) fail("malloc");
  memset(line, 'x', line_bytes);
  line[line_bytes - 1] = '\n';
  for (;;) {
    int64_t start = nanoseconds();
    pthread_mutex_lock(&lock);
    if (is_over) {
      pthread_mutex_unlock(&lock);
      break;
    }
    push(&filling, line);
    uint64_t group = next_group;
    pthread_cond_signal(&work);
    while (done_group < group) pthread_cond_wait(&durable, &lock);
    pthread_mutex_unlock(&lock);
    if (self->count == self->capacity) {
      self->capacity = self->capacity ? self->capacity * 2 : 4096;
      self->waits = grown(self->waits, self->capacity * sizeof *self->waits);
    }
    self->waits[self->count++] = nanoseconds() - start;
  }
  free(line);
  return NULL;
}

static void *write_groups(void *argument) {
  (void)argument;
  struct queue writing = {0};
  off_t size = 0, allocated = 0;
  pthread_mutex_lock(&lock);
  for (;;) {
    while (!filling.count && !is_over) pthread_cond_wait(&work, &lock);
    if (!filling.count) break;
    struct queue full = filling;
    filling = writing;
    writing = full;
    uint64_t group = next_group++;
    pthread_mutex_unlock(&lock);
    if (size + (off_t)writing.count > allocated) {
      // As the log does; a file system that cannot is none the worse.
      off_t target = (size + (off_t)writing.count) / PREALLOCATE * PREALLOCATE + PREALLOCATE;
      (void)fallocate(file, FALLOC_FL_KEEP_SIZE, allocated, target - allocated);
      allocated = target;
    }
    for (size_t done = 0; done < writing.count;) {
      ssize_t n = write(file, writing.bytes + done, writing.count - done);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) fail("write");
      done += (size_t)n;
    }
    if (fdatasync(file) != 0) fail("fdatasync");
    size += (off_t)writing.count;
    writing.count = 0;
    pthread_mutex_lock(&lock);
    done_group = group;
    pthread_cond_broadcast(&durable);
  }
  pthread_mutex_unlock(&lock);
  free(writing.bytes);
  return NULL;
}

static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void run(const char *path, int producers, double seconds) {
  file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) fail(path);
  is_over = 0;
  struct producer *all = calloc((size_t)producers, sizeof *all);
  if (!all) fail("calloc");
  pthread_t writer;
  if (pthread_create(&writer, NULL, write_groups, NULL)) fail("pthread_create");
  int64_t start = nanoseconds();
  for (int n = 0; n < producers; n++)
    if (pthread_create(&all[n].thread, NULL, produce, &all[n])) fail("pthread_create");
  struct timespec pause = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  while (nanosleep(&pause, &pause) != 0 && errno == EINTR) {
  }
  pthread_mutex_lock(&lock);
  is_over = 1;
  pthread_cond_signal(&work);
  pthread_mutex_unlock(&lock);
  size_t count = 0;
  for (int n = 0; n < producers; n++) {
    pthread_join(all[n].thread, NULL);
    count += all[n].count;
  }
  pthread_join(writer, NULL);
  double elapsed = (double)(nanoseconds() - start) / 1e9;
  int64_t *waits = malloc((count ? count : 1) * sizeof *waits);
  if (!waits) fail("malloc");
  size_t filled = 0;
  for (int n = 0; n < producers; n++) {
    if (all[n].count) memcpy(waits + filled, all[n].waits, all[n].count * sizeof *waits);
    filled += all[n].count;
    free(all[n].waits);
  }
  qsort(waits, count, sizeof *waits, compare);
  double p50 = count ? (double)waits[count / 2] / 1e6 : 0;
  double p99 = count ? (double)waits[count - 1 - count / 100] / 1e6 : 0;
  printf("c-group-commit producers %3d  appends/s %8.0f  ack p50 %7.3f ms  p99 %7.3f ms\n",
         producers, (double)count / elapsed, p50, p99);
  fflush(stdout);
  free(waits);
  free(all);
  close(file);
  unlink(path);
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: %s <directory> [seconds, 5] [line bytes, 700]\n", argv[0]);
    return 64;
  }
  double seconds = argc > 2 ? atof(argv[2]) : 5;
  long bytes = argc > 3 ? atol(argv[3]) : 700;
  if (seconds <= 0 || bytes < 2 || bytes > 1 << 20) {
    fprintf(stderr, "seconds must be positive, line bytes 2 to 1048576\n");
    return 64;
  }
  line_bytes = (size_t)bytes;
  char path[PATH_MAX];
  if (snprintf(path, sizeof path, "%s/group-commit.%ld", argv[1], (long)getpid())
      >= (int)sizeof path) {
    fprintf(stderr, "the directory's name is too long\n");
    return 64;
  }
  const int producers[] = {1, 16, 128};
  for (size_t n = 0; n < sizeof producers / sizeof *producers; n++)
    run(path, producers[n], seconds);
  return 0;
}
