// Faults in the system calls of one program, by LD_PRELOAD: calls that change something below a
// folder are counted, traced, made to fail, cut short, or made the last thing that it does.
//
//   FAULTS_ROOTS    The folders that count, parted by `:`; absolute.
//   FAULTS_CONTROL  A file of rules, one to a line; read again whenever it has changed (replace it
//                   by a rename).
//   FAULTS_TRACE    A file to which each call that counts is appended: `<kind> <path>`.
//
// A rule is `<action> <kind> <pattern> <from> <to>`: the calls of that kind on paths that match the
// pattern of fnmatch(3) are counted from 1, and those from <from> to <to> (0: for ever) are met.
// Kinds are the names of the system calls without `at`, `p` and `v`: write, fdatasync, fsync,
// rename, link, unlink, truncate, allocate, mkdir, rmdir; `create` is an open with O_CREAT. These
// change something, and `any` stands for them all. `open` (without O_CREAT) and `read` are met and
// not traced. A rename and a link match by either of their two paths.
// Actions:
//
//   kill-before, kill-after  SIGKILL to the program itself, before or after the call.
//   stop-before, stop-after  The same with SIGSTOP: it stands still between two calls.
//   fail:<number>            The call is not made and fails with that error number.
//   short                    Half of what should be read or written is; at least one byte.
//   lie                      The call is not made and says that it was.
//
// `clock <seconds>` is a rule of its own: the wall clock is off by so much.
//
// The program's children are left alone: the variables are taken out of the environment.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum action { BEFORE = 1, AFTER, FAIL, SHORT, LIE };

struct rule {
  enum action action;
  // An error number or a signal.
  int number;
  char kind[16];
  char pattern[256];
  unsigned long from, to, met;
};

struct verdict {
  enum action action;
  int number;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rule rules[64];
static size_t rule_count;
static long clock_offset;
static struct stat control_was;
static char roots[8][PATH_MAX];
static size_t root_count;
static char *control;
static int trace = -1;
static int is_ready;

// The call that stands behind a name. A lookup for each call is slow and simple.
#define REAL(function) ((__typeof__(&function))dlsym(RTLD_NEXT, #function))

static long kernel(long number, long a, long b, long c, long d, long e) {
  static long (*real)(long, ...);
  if (!real) real = REAL(syscall);
  return real(number, a, b, c, d, e, 0L);
}

__attribute__((constructor)) static void begin(void) {
  char *value = getenv("FAULTS_ROOTS");
  if (!value) return;
  char *all = strdup(value);
  for (char *rest = all, *root; root_count < 8 && (root = strsep(&rest, ":"));)
    snprintf(roots[root_count++], PATH_MAX, "%s", root);
  free(all);
  if ((value = getenv("FAULTS_CONTROL"))) control = strdup(value);
  if ((value = getenv("FAULTS_TRACE")))
    trace = (int)kernel(SYS_openat, AT_FDCWD, (long)value,
                        O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644, 0);
  unsetenv("LD_PRELOAD");
  unsetenv("FAULTS_ROOTS");
  unsetenv("FAULTS_CONTROL");
  unsetenv("FAULTS_TRACE");
  is_ready = 1;
}

// One line of the control file.
static void read_rule(const char *line) {
  char action[32] = "";
  struct rule rule = {0};
  if (sscanf(line, "clock %ld", &clock_offset) == 1 || rule_count == 64) return;
  if (sscanf(line, "%31s %15s %255s %lu %lu", action, rule.kind, rule.pattern, &rule.from,
             &rule.to) != 5)
    return;
  rule.number = strncmp(action, "stop", 4) == 0 ? SIGSTOP : SIGKILL;
  if (strcmp(action + 4, "-before") == 0) rule.action = BEFORE;
  if (strcmp(action + 4, "-after") == 0) rule.action = AFTER;
  if (strcmp(action, "short") == 0) rule.action = SHORT;
  if (strcmp(action, "lie") == 0) rule.action = LIE;
  if (sscanf(action, "fail:%d", &rule.number) == 1) rule.action = FAIL;
  if (rule.action) rules[rule_count++] = rule;
}

// Reads the rules where they have changed. The lock is held.
static void refresh(void) {
  struct stat now;
  if (!control || kernel(SYS_newfstatat, AT_FDCWD, (long)control, (long)&now, 0, 0) != 0) return;
  if (now.st_ino == control_was.st_ino && now.st_mtim.tv_nsec == control_was.st_mtim.tv_nsec &&
      now.st_mtim.tv_sec == control_was.st_mtim.tv_sec)
    return;
  control_was = now;
  rule_count = 0;
  clock_offset = 0;
  char text[16384];
  int fd = (int)kernel(SYS_openat, AT_FDCWD, (long)control, O_RDONLY | O_CLOEXEC, 0, 0);
  if (fd < 0) return;
  long size = kernel(SYS_read, fd, (long)text, sizeof text - 1, 0, 0);
  kernel(SYS_close, fd, 0, 0, 0, 0);
  text[size > 0 ? size : 0] = 0;
  for (char *rest = text, *line; (line = strsep(&rest, "\n"));) read_rule(line);
}

// The path behind a descriptor; empty where there is none.
static void path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  long size = kernel(SYS_readlinkat, AT_FDCWD, (long)link, (long)path, PATH_MAX - 1, 0);
  path[size > 0 ? size : 0] = 0;
}

// A path as it was given, made absolute.
static void path_at(int directory, const char *name, char *path) {
  if (!name || name[0] == '/') {
    snprintf(path, PATH_MAX, "%s", name ? name : "");
    return;
  }
  char base[PATH_MAX];
  if (directory == AT_FDCWD) {
    if (kernel(SYS_getcwd, (long)base, sizeof base, 0, 0, 0) <= 0) base[0] = 0;
  } else {
    path_of(directory, base);
  }
  size_t length = strlen(base);
  snprintf(path, PATH_MAX, "%.*s/%.*s", (int)length, base, (int)(PATH_MAX - length - 2), name);
}

static int is_below(const char *path) {
  for (size_t n = 0; n < root_count; n++) {
    size_t length = strlen(roots[n]);
    if (strncmp(path, roots[n], length) != 0) continue;
    if (path[length] == '/' || path[length] == 0) return 1;
  }
  return 0;
}

// SIGKILL, from which it does not come back, or SIGSTOP.
static void end(int signal) {
  do kernel(SYS_kill, getpid(), signal, 0, 0, 0);
  while (signal == SIGKILL);
}

// Whether calls of that kind change something.
static int changes(const char *kind) {
  return strcmp(kind, "open") != 0 && strcmp(kind, "read") != 0;
}

static struct verdict judge(const char *kind, const char *path, const char *other) {
  struct verdict verdict = {0};
  if (!is_ready || (!is_below(path) && !(other && is_below(other)))) return verdict;
  pthread_mutex_lock(&lock);
  if (trace >= 0 && changes(kind)) {
    char line[2 * PATH_MAX + 64];
    int size = snprintf(line, sizeof line, "%s %s%s%s\n", kind, path, other ? " " : "",
                        other ? other : "");
    kernel(SYS_write, trace, (long)line, size, 0, 0);
  }
  refresh();
  for (size_t n = 0; n < rule_count; n++) {
    struct rule *rule = &rules[n];
    int is_kind = strcmp(rule->kind, kind) == 0 ||
                  (strcmp(rule->kind, "any") == 0 && changes(kind));
    if (!is_kind) continue;
    if (fnmatch(rule->pattern, path, 0) != 0 && (!other || fnmatch(rule->pattern, other, 0) != 0))
      continue;
    rule->met += 1;
    if (rule->met < rule->from || (rule->to && rule->met > rule->to) || verdict.action) continue;
    if (rule->action == BEFORE) end(rule->number);
    verdict = (struct verdict){rule->action, rule->number};
  }
  pthread_mutex_unlock(&lock);
  return verdict;
}

static struct verdict judge_fd(const char *kind, int fd) {
  if (!is_ready) return (struct verdict){0};
  char path[PATH_MAX];
  path_of(fd, path);
  return judge(kind, path, NULL);
}

static struct verdict judge_at(const char *kind, int directory, const char *name) {
  if (!is_ready) return (struct verdict){0};
  char path[PATH_MAX];
  path_at(directory, name, path);
  return judge(kind, path, NULL);
}

static struct verdict judge_two(const char *kind, int from, const char *a, int to, const char *b) {
  if (!is_ready) return (struct verdict){0};
  char path[PATH_MAX], other[PATH_MAX];
  path_at(from, a, path);
  path_at(to, b, other);
  return judge(kind, path, other);
}

// What the caller is told instead, or the call made, which may be the last one.
#define MEET(judgement, told, call)                    \
  do {                                                 \
    struct verdict met = (judgement);                  \
    if (met.action == FAIL) {                          \
      errno = met.number;                              \
      return -1;                                       \
    }                                                  \
    if (met.action == LIE) return (told);              \
    __typeof__(told) answer = (call);                  \
    if (met.action == AFTER) end(met.number);          \
    return answer;                                     \
  } while (0)

static size_t shortened(struct verdict verdict, size_t size) {
  return verdict.action == SHORT && size > 1 ? size / 2 : size;
}

ssize_t write(int fd, const void *bytes, size_t size) {
  struct verdict v = judge_fd("write", fd);
  MEET(v, (ssize_t)size, REAL(write)(fd, bytes, shortened(v, size)));
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  struct verdict v = judge_fd("write", fd);
  MEET(v, (ssize_t)size, REAL(pwrite)(fd, bytes, shortened(v, size), offset));
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) {
  struct verdict v = judge_fd("write", fd);
  MEET(v, (ssize_t)size, REAL(pwrite64)(fd, bytes, shortened(v, size), offset));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  struct verdict v = judge_fd("write", fd);
  ssize_t size = 0;
  for (int n = 0; n < count; n++) size += (ssize_t)parts[n].iov_len;
  MEET(v, size, REAL(writev)(fd, parts, v.action == SHORT && count > 1 ? count / 2 : count));
}

ssize_t read(int fd, void *bytes, size_t size) {
  struct verdict v = judge_fd("read", fd);
  MEET(v, (ssize_t)0, REAL(read)(fd, bytes, shortened(v, size)));
}

ssize_t pread(int fd, void *bytes, size_t size, off_t offset) {
  struct verdict v = judge_fd("read", fd);
  MEET(v, (ssize_t)0, REAL(pread)(fd, bytes, shortened(v, size), offset));
}

ssize_t pread64(int fd, void *bytes, size_t size, off64_t offset) {
  struct verdict v = judge_fd("read", fd);
  MEET(v, (ssize_t)0, REAL(pread64)(fd, bytes, shortened(v, size), offset));
}

int fdatasync(int fd) { MEET(judge_fd("fdatasync", fd), 0, REAL(fdatasync)(fd)); }

int fsync(int fd) { MEET(judge_fd("fsync", fd), 0, REAL(fsync)(fd)); }

int ftruncate(int fd, off_t size) {
  MEET(judge_fd("truncate", fd), 0, REAL(ftruncate)(fd, size));
}

int ftruncate64(int fd, off64_t size) {
  MEET(judge_fd("truncate", fd), 0, REAL(ftruncate64)(fd, size));
}

int fallocate(int fd, int mode, off_t offset, off_t size) {
  MEET(judge_fd("allocate", fd), 0, REAL(fallocate)(fd, mode, offset, size));
}

int fallocate64(int fd, int mode, off64_t offset, off64_t size) {
  MEET(judge_fd("allocate", fd), 0, REAL(fallocate64)(fd, mode, offset, size));
}

int rename(const char *a, const char *b) {
  MEET(judge_two("rename", AT_FDCWD, a, AT_FDCWD, b), 0, REAL(rename)(a, b));
}

int renameat(int from, const char *a, int to, const char *b) {
  MEET(judge_two("rename", from, a, to, b), 0, REAL(renameat)(from, a, to, b));
}

int renameat2(int from, const char *a, int to, const char *b, unsigned flags) {
  MEET(judge_two("rename", from, a, to, b), 0, REAL(renameat2)(from, a, to, b, flags));
}

int link(const char *a, const char *b) {
  MEET(judge_two("link", AT_FDCWD, a, AT_FDCWD, b), 0, REAL(link)(a, b));
}

int linkat(int from, const char *a, int to, const char *b, int flags) {
  MEET(judge_two("link", from, a, to, b), 0, REAL(linkat)(from, a, to, b, flags));
}

int unlink(const char *path) {
  MEET(judge_at("unlink", AT_FDCWD, path), 0, REAL(unlink)(path));
}

int unlinkat(int directory, const char *path, int flags) {
  const char *kind = flags & AT_REMOVEDIR ? "rmdir" : "unlink";
  MEET(judge_at(kind, directory, path), 0, REAL(unlinkat)(directory, path, flags));
}

int mkdir(const char *path, mode_t mode) {
  MEET(judge_at("mkdir", AT_FDCWD, path), 0, REAL(mkdir)(path, mode));
}

int mkdirat(int directory, const char *path, mode_t mode) {
  MEET(judge_at("mkdir", directory, path), 0, REAL(mkdirat)(directory, path, mode));
}

static mode_t mode_of(int flags, va_list rest) {
  return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(rest, int) : 0;
}

static const char *opening(uint64_t flags) { return flags & O_CREAT ? "create" : "open"; }

#define OPEN(function)                                               \
  int function(const char *path, int flags, ...) {                   \
    va_list rest;                                                    \
    va_start(rest, flags);                                           \
    mode_t mode = mode_of(flags, rest);                              \
    va_end(rest);                                                    \
    MEET(judge_at(opening((unsigned)flags), AT_FDCWD, path), -1,     \
         REAL(function)(path, flags, mode));                         \
  }

#define OPENAT(function)                                             \
  int function(int directory, const char *path, int flags, ...) {    \
    va_list rest;                                                    \
    va_start(rest, flags);                                           \
    mode_t mode = mode_of(flags, rest);                              \
    va_end(rest);                                                    \
    MEET(judge_at(opening((unsigned)flags), directory, path), -1,    \
         REAL(function)(directory, path, flags, mode));              \
  }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

long syscall(long number, ...) {
  va_list rest;
  va_start(rest, number);
  long a = va_arg(rest, long), b = va_arg(rest, long), c = va_arg(rest, long);
  long d = va_arg(rest, long), e = va_arg(rest, long), f = va_arg(rest, long);
  va_end(rest);
  static long (*real)(long, ...);
  if (!real) real = REAL(syscall);
  if (number != SYS_openat2 || !is_ready) return real(number, a, b, c, d, e, f);
  const struct open_how *how = (const struct open_how *)c;
  MEET(judge_at(opening(how->flags), (int)a, (const char *)b), -1L,
       real(number, a, b, c, d, e, f));
}

static long offset(void) {
  if (!is_ready || !control) return 0;
  pthread_mutex_lock(&lock);
  refresh();
  long seconds = clock_offset;
  pthread_mutex_unlock(&lock);
  return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = REAL(clock_gettime);
  int answer = real(clock, time);
  if (answer == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    time->tv_sec += offset();
  return answer;
}

int gettimeofday(struct timeval *time, void *zone) {
  int answer = REAL(gettimeofday)(time, zone);
  if (answer == 0) time->tv_sec += offset();
  return answer;
}

time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}
