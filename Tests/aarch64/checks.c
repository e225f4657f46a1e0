// The parent's side: what a worker may and may not do, one line on stdout for each check:
//
//   PASSED <what>: <what came of it>      or FAILED, or SKIPPED with the reason
//   CALLS <names>                         those that a worker makes once it is shut
//   END                                   all of them were tried
#define _GNU_SOURCE
#include "checks.h"

#include "isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static int failed;

static void tell(int holds, const char *what, const char *came) {
  printf("%s %s: %s\n", holds ? "PASSED" : "FAILED", what, came);
  fflush(stdout);
  failed += !holds;
}

static void skip(const char *what, const char *why) {
  printf("SKIPPED %s: %s\n", what, why);
}

// One order to a fresh worker.
static void check(const char *layers, const char *what, const char *word, const char *wanted) {
  struct seat seat;
  const char *fault = seat_begin(&seat, layers);
  const char *got = fault ? fault : seat_ask(&seat, word);
  tell(!strcmp(got, wanted), what, got);
  seat_end(&seat);
}

// MARK: What is checked

// A line of a file of /proc, or nothing.
static void line(int pid, const char *file, const char *begins, char *out, size_t room) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
  *out = 0;
  FILE *opened = fopen(path, "r");
  while (opened && fgets(out, (int)room, opened) && strncmp(out, begins, strlen(begins))) *out = 0;
  if (opened) fclose(opened);
}

static void check_standing(void) {
  struct seat seat;
  // A descriptor that somebody left open must not reach the worker.
  int stray = fcntl(1, F_DUPFD, 20);
  const char *fault = seat_begin(&seat, "whole");
  close(stray);
  tell(!fault, "a worker starts, warms up, and bears its sandbox", fault ? fault : "ready");
  if (fault) return;
  tell(seat.greeting.arena, "memory is shared by way of /dev/shm", "mapped");
  tell(seat.greeting.seccomp == 1, "the kernel takes the list of system calls", "taken");
  if (seat.greeting.landlock) tell(1, "the kernel takes Landlock", "taken");
  else skip("the kernel takes Landlock", "it has none");
  char found[128];
  line(seat.pid, "status", "Seccomp:", found, sizeof found);
  tell(strstr(found, "2") != NULL, "/proc says so: a filter", "Seccomp 2");
  line(seat.pid, "status", "NoNewPrivs:", found, sizeof found);
  tell(strstr(found, "1") != NULL, "/proc says so: no new privileges", "NoNewPrivs 1");
  line(seat.pid, "status", "Threads:", found, sizeof found);
  tell(strstr(found, "\t1\n") != NULL, "/proc says so: one thread", "Threads 1");
  line(seat.pid, "oom_score_adj", "1000", found, sizeof found);
  tell(*found != 0, "it is the first to go for want of memory", "oom_score_adj 1000");
  tell(getpgid(seat.pid) == seat.pid, "it has a process group of its own", "its own");
  const char *got = seat_ask(&seat, "descriptors");
  tell(!strcmp(got, "done"), "no descriptor beside its socket", got);
  for (int round = 0; round < 2; round++) {
    const char *const words[] = {"memory", "clocks", "documents"};
    const char *const what[] = {"it may use memory as a heap does",
                                "it may ask for time and chance",
                                "it may parse: libxml2, ICU, libarchive, libcrypto, qsort"};
    for (size_t n = 0; n < 3; n++) {
      got = seat_ask(&seat, words[n]);
      if (round == 0 || strcmp(got, "done")) tell(!strcmp(got, "done"), what[n], got);
    }
  }
  tell(wr_worker_cpu(seat.pid) > 0, "its processor's time is seen from outside", "seen");
  got = seat_end(&seat);
  tell(!strcmp(got, "exit 0"), "it goes when its socket ends", got);
}

static void check_ends(void) {
#if defined(__aarch64__)
  const char trap[] = "SIGTRAP";
#else
  const char trap[] = "SIGILL";
#endif
  check("whole", "a trap of Swift's is a crash", "trap", trap);
  check("whole", "abort(3) is a crash", "abort", "SIGABRT");
  check("whole", "a bad address is a crash", "segfault", "SIGSEGV");
  check("whole", "a stack that is too deep, with memory left, is a crash", "descend", "SIGSEGV");
  check("whole", "an end of its own is one without an answer", "leave", "exit 0");
  check("whole", "the processor's limit ends it", "spin", "SIGXCPU");
  check("whole", "who stands still is killed", "stand still", "killed at its deadline");
  const char *const ways[] = {"malloc", "small", "calloc", "realloc", "aligned", "at once"};
  for (size_t n = 0; n < sizeof ways / sizeof ways[0]; n++) {
    char what[64], word[32];
    snprintf(what, sizeof what, "want of memory is told as such: %s", ways[n]);
    snprintf(word, sizeof word, "eat %s", ways[n]);
    check("whole", what, word, "exit 71");
  }
  check("whole", "want of memory is told as such: mappings, with no errno", "eat mappings",
        "exit 71");
  check("whole", "want of memory is told as such: the stack", "dig", "exit 71");
  check("whole", "want of memory is told as such: a document's tree", "parse too much", "exit 71");
}

// A worker whose parent is killed goes with it.
static void check_orphan(void) {
  int ends[2], pid = -1, status = 0;
  if (pipe(ends)) return;
  pid_t parent = fork();
  if (parent == 0) {
    struct seat seat;
    if (seat_begin(&seat, "whole")) _exit(1);
    const struct order order = {"stand still", 0};
    wr_worker_send(seat.socket, &order, sizeof order, NULL, 0);
    (void)!write(ends[1], &seat.pid, sizeof seat.pid);
    while (1) pause();
  }
  close(ends[1]);
  (void)!read(ends[0], &pid, sizeof pid);
  kill(parent, SIGKILL);
  waitpid(parent, NULL, 0);
  // It falls to us: see main.
  int is_ended = pid > 0 && waitpid(pid, &status, 0) == pid;
  tell(is_ended && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
       "a worker goes with a parent that is killed", "SIGKILL");
  close(ends[0]);
}

static void check_attempts(void) {
  for (size_t n = 0; n < attempt_count; n++) {
    char what[80];
    int refused = attempts[n].refused;
    snprintf(what, sizeof what, "it cannot: %s", attempts[n].name);
    check("whole", what, attempts[n].name, refused ? strerrorname_np(refused) : "SIGSYS");
  }
}

static void check_layer(const char *layers, const char *word, const char *wanted) {
  char what[80];
  snprintf(what, sizeof what, "%s alone: %s", layers, word);
  check(layers, what, word, wanted);
}

// What lies under the list of system calls, should that ever have a hole.
static void check_layers(void) {
  struct seat seat;
  int has_landlock = !seat_begin(&seat, "landlock") && seat.greeting.landlock;
  seat_end(&seat);
  const char *const paths[] = {"open a file", "create a file", "list the root", "openat2"};
  for (size_t n = 0; n < sizeof paths / sizeof paths[0] && has_landlock; n++)
    check_layer("landlock", paths[n], "EACCES");
  check_layer("limits", "open a file", "EMFILE");
  check_layer("limits", "socket, internet", "EMFILE");
  check_layer("limits", "duplicate a descriptor", "EINVAL");
  check_layer("limits", "fork", "EAGAIN");
  check_layer("limits", "raise descriptors", "EPERM");
}

static int strays;

static void stray(const char *name, const char *did) {
  char what[80];
  snprintf(what, sizeof what, "the kernel and the list agree on %s", name);
  tell(0, what, did);
  strays++;
}

static void check_sweep(void) {
  int count = sweep(stray);
  if (strays) return;
  char what[80];
  snprintf(what, sizeof what, "%d numbers, each alone", count);
  tell(1, "the kernel does with every call as the list says", what);
}

int main(int argc, char **argv) {
  if (argc > 2 && !strcmp(argv[1], "worker")) serve(argv[2], argc > 3);
  if (getpid() == 1) boot();
  // Not root's: to whom no limit of processes would apply, and whom a service does not run as.
  if (getuid() == 0 && (setgroups(0, NULL) || setresgid(65534, 65534, 65534) ||
                        setresuid(65534, 65534, 65534)))
    return 1;
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  struct utsname machine;
  uname(&machine);
  printf("MACHINE %s, Linux %s\n", machine.machine, machine.release);
  check_standing();
  check_ends();
  check_orphan();
  check_attempts();
  check_layers();
  check_sweep();
  census();
  printf("END\n");
  fflush(stdout);
  return failed > 0;
}
