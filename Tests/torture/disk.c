// A disk with a volatile cache, as one file of a FUSE file system: `disk <mountpoint> <bytes>`.
//
// What is written is seen at once and lies in the cache; only fsync makes it durable, as a disk's
// FLUSH does, which is what a loop device on this file turns into fsync. Commands on stdin, each
// answered by a line on stdout:
//
//   cut <percent> <seed> <n>  The power goes, at once or with the n-th write or flush from now.
//                             Each sector of each write in the cache survives with that
//                             likelihood, in the order in which they were written; all I/O from
//                             then on is EIO.
//   on                        The power comes back: the disk holds what survived.
//   state                     `on <writes in the cache>`, or `off <writes that were in the cache>
//                             <their sectors> <of which survived>`.
//
// Each answer is that of `state`.
//
// It ends with stdin.
#define _GNU_SOURCE
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fuse.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { sector = 4096 };
static const char name[] = "/disk";

struct cached {
  struct cached *next;
  off_t offset;
  size_t size;
  char bytes[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t capacity;
static char *seen;     // what a reader gets
static char *durable;  // what a power cut leaves, but for what survives of the cache
static struct cached *first, **last = &first;
static size_t count;
static int is_off;

static void forget(void) {
  while (first) {
    struct cached *next = first->next;
    free(first);
    first = next;
  }
  last = &first;
  count = 0;
}

// When the power goes: with this write or flush from now; 0: it stays.
static unsigned long countdown;
static unsigned percent;
static uint64_t random_state;
// What the last cut has taken.
static size_t writes, sectors, survivors;

// splitmix64, by Sebastiano Vigna (public domain): the same seed cuts the same sectors.
static uint64_t draw(void) {
  uint64_t z = random_state += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

// The lock is held.
static void cut(void) {
  writes = count, sectors = 0, survivors = 0;
  for (struct cached *w = first; w; w = w->next)
    for (size_t done = 0; done < w->size;) {
      off_t at = w->offset + (off_t)done;
      size_t n = sector - (size_t)at % sector;
      if (n > w->size - done) n = w->size - done;
      sectors += 1;
      if (draw() % 100 < percent) {
        memcpy(durable + at, w->bytes + done, n);
        survivors += 1;
      }
      done += n;
    }
  for (struct cached *w = first; w; w = w->next)
    memcpy(seen + w->offset, durable + w->offset, w->size);
  forget();
  is_off = 1;
}

// Whether there is power for a write or a flush. The lock is held.
static int is_on(void) {
  if (countdown && --countdown == 0) cut();
  return !is_off;
}

static int disk_getattr(const char *path, struct stat *s, struct fuse_file_info *info) {
  (void)info;
  memset(s, 0, sizeof *s);
  if (strcmp(path, "/") == 0) {
    s->st_mode = S_IFDIR | 0755;
    s->st_nlink = 2;
    return 0;
  }
  if (strcmp(path, name) != 0) return -ENOENT;
  s->st_mode = S_IFREG | 0600;
  s->st_nlink = 1;
  s->st_size = (off_t)capacity;
  return 0;
}

static int disk_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset,
                        struct fuse_file_info *info, enum fuse_readdir_flags flags) {
  (void)path, (void)offset, (void)info, (void)flags;
  fill(buffer, name + 1, NULL, 0, 0);
  return 0;
}

static int disk_open(const char *path, struct fuse_file_info *info) {
  if (strcmp(path, name) != 0) return -ENOENT;
  info->direct_io = 1;
  return 0;
}

static int disk_read(const char *path, char *buffer, size_t size, off_t offset,
                     struct fuse_file_info *info) {
  (void)path, (void)info;
  if (offset < 0 || (size_t)offset >= capacity) return 0;
  if (size > capacity - (size_t)offset) size = capacity - (size_t)offset;
  pthread_mutex_lock(&lock);
  int answer = is_off ? -EIO : (int)size;
  if (!is_off) memcpy(buffer, seen + offset, size);
  pthread_mutex_unlock(&lock);
  return answer;
}

static int disk_write(const char *path, const char *buffer, size_t size, off_t offset,
                      struct fuse_file_info *info) {
  (void)path, (void)info;
  if (offset < 0 || (size_t)offset > capacity || size > capacity - (size_t)offset) return -ENOSPC;
  struct cached *w = malloc(sizeof *w + size);
  if (!w) return -ENOMEM;
  *w = (struct cached){.offset = offset, .size = size};
  memcpy(w->bytes, buffer, size);
  pthread_mutex_lock(&lock);
  int answer = is_on() ? (int)size : -EIO;
  if (answer < 0) {
    free(w);
  } else {
    memcpy(seen + offset, buffer, size);
    *last = w;
    last = &w->next;
    count += 1;
  }
  pthread_mutex_unlock(&lock);
  return answer;
}

static int disk_fsync(const char *path, int data_only, struct fuse_file_info *info) {
  (void)path, (void)data_only, (void)info;
  pthread_mutex_lock(&lock);
  int answer = is_on() ? 0 : -EIO;
  if (answer == 0) {
    for (struct cached *w = first; w; w = w->next) memcpy(durable + w->offset, w->bytes, w->size);
    forget();
  }
  pthread_mutex_unlock(&lock);
  return answer;
}

static void *listen_to_commands(void *unused) {
  (void)unused;
  char line[128];
  while (fgets(line, sizeof line, stdin)) {
    unsigned long seed, n;
    pthread_mutex_lock(&lock);
    if (sscanf(line, "cut %u %lu %lu", &percent, &seed, &n) == 3) {
      random_state = seed;
      countdown = n;
      if (n == 0 && !is_off) cut();
    } else if (strncmp(line, "on", 2) == 0) {
      is_off = 0;
    }
    if (is_off)
      printf("off %zu %zu %zu\n", writes, sectors, survivors);
    else
      printf("on %zu\n", count);
    fflush(stdout);
    pthread_mutex_unlock(&lock);
  }
  kill(getpid(), SIGTERM);
  return NULL;
}

static void *disk_init(struct fuse_conn_info *connection, struct fuse_config *config) {
  (void)connection, (void)config;
  pthread_t thread;
  pthread_create(&thread, NULL, listen_to_commands, NULL);
  puts("ready");
  fflush(stdout);
  return NULL;
}

static const struct fuse_operations operations = {
    .init = disk_init, .getattr = disk_getattr, .readdir = disk_readdir, .open = disk_open,
    .read = disk_read, .write = disk_write,     .fsync = disk_fsync,
};

int main(int argc, char **argv) {
  if (argc != 3 || (capacity = strtoull(argv[2], NULL, 10)) == 0) {
    fprintf(stderr, "usage: disk <mountpoint> <bytes>\n");
    return 64;
  }
  int how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  seen = mmap(NULL, capacity, PROT_READ | PROT_WRITE, how, -1, 0);
  durable = mmap(NULL, capacity, PROT_READ | PROT_WRITE, how, -1, 0);
  if (seen == MAP_FAILED || durable == MAP_FAILED) {
    perror("mmap");
    return 71;
  }
  char *arguments[] = {argv[0], "-f", "-s", argv[1], NULL};
  return fuse_main(4, arguments, &operations, NULL);
}
