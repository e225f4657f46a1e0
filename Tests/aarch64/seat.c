// A worker from outside, by the calls that Sources/Isolation/WorkerProcess.swift makes.
#define _GNU_SOURCE
#include "checks.h"

#include "isolation.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// For what never comes, in milliseconds; slow machines are no fault.
enum { PATIENCE = 240000 };

static char came[256];

static const char *ending(int pid) {
  int code = 0, kind;
  while ((kind = wr_worker_ended(pid, &code)) == 0) usleep(500);
  if (kind == 2) snprintf(came, sizeof came, "SIG%s", sigabbrev_np(code));
  else snprintf(came, sizeof came, kind == 1 ? "exit %d" : "gone", code);
  return came;
}

const char *seat_begin(struct seat *seat, const char *layers) {
  *seat = (struct seat){.pid = -1, .socket = -1};
  int theirs = -1, shared = wr_shared_make(ARENA_SIZE);
  if (shared < 0) return "no shared memory";
  seat->arena = wr_shared_map(shared, ARENA_SIZE);
  if (!seat->arena || wr_worker_pair(&seat->socket, &theirs)) return "no socket";
  char *const argv[] = {"checks", "worker", (char *)layers, NULL};
  char *const envp[] = {"LC_ALL=C", NULL};
  seat->pid = wr_worker_start("/proc/self/exe", argv, envp, theirs, shared);
  close(theirs);
  close(shared);
  if (seat->pid < 0) return strerror(-seat->pid);
  if (wr_worker_wait(seat->socket, 0, PATIENCE) == 1 &&
      wr_worker_receive(seat->socket, &seat->greeting, sizeof seat->greeting) ==
          sizeof seat->greeting)
    return NULL;
  return seat_end(seat);
}

const char *seat_ask(struct seat *seat, const char *word) {
  if (seat->pid < 0) return "gone";
  struct order order = {"", MEMORY / 8};
  snprintf(order.word, sizeof order.word, "%s", word);
  wr_shared_store(seat->arena, 0);
  int64_t used = wr_worker_cpu(seat->pid) / 1000000;
  uint64_t seconds = strcmp(word, "spin") ? 60 : 1;
  if (wr_worker_limit(seat->pid, seat->greeting.mapped + MEMORY, (uint64_t)used + seconds))
    return "its limits cannot be set";
  wr_worker_send(seat->socket, &order, sizeof order, NULL, 0);
  // Who stands still is not waited for as long as who may still answer.
  int is_still = !strcmp(word, "stand still");
  if (!wr_worker_wait(seat->socket, 0, is_still ? 1000 : PATIENCE)) {
    wr_worker_kill(seat->pid);
    seat->pid = -1;
    return is_still ? "killed at its deadline" : "no answer";
  }
  char byte;
  if (wr_worker_receive(seat->socket, &byte, 1) != 1) return seat_end(seat);
  size_t count = wr_shared_load(seat->arena);
  snprintf(came, sizeof came, "%.*s", (int)(count < 200 ? count : 200), seat->arena + ARENA_HEAD);
  return came;
}

const char *seat_end(struct seat *seat) {
  const char *how = "gone";
  if (seat->socket >= 0) close(seat->socket);
  if (seat->pid > 0) how = ending(seat->pid);
  if (seat->arena) wr_shared_unmap(seat->arena, ARENA_SIZE);
  *seat = (struct seat){.pid = -1, .socket = -1};
  return how;
}
