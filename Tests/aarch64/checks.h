// A parser's sandbox, tried on a machine: what the files of this program share. It is its own
// worker, as wireroom is; Tests/aarch64/run builds it and runs it here and on aarch64.
#pragma once
#include <stddef.h>
#include <stdint.h>

// As Sources/Isolation has them: Arena, Worker, ParsingLimits.
enum {
  ARENA_SIZE = 2 << 20,
  ARENA_HEAD = 64,
  MEMORY_STATUS = 71,
  SANDBOX_STATUS = 77,
  MEMORY = 192 << 20,
};

/// What a worker says when it is ready: what it could have, and what it has mapped.
struct greeting {
  int landlock, seccomp, arena;
  uint64_t mapped;
};

/// What it is to do. `share`: see wr_sandbox_set_share.
struct order {
  char word[48];
  uint64_t share;
};

/// The worker: gives up what `layers` says (whole, landlock, limits), and then obeys until its
/// socket ends. `traced`: whether its parent wants to see its calls.
_Noreturn void serve(const char *layers, int traced);

/// A worker as its parent sees it.
struct seat {
  int pid, socket;
  char *arena;
  struct greeting greeting;
};

/// Starts one and waits until it is ready: NULL, or what it did instead. To be ended either way.
const char *seat_begin(struct seat *seat, const char *layers);

/// What came of an order: its answer, `exit STATUS`, or the signal that it ended by.
const char *seat_ask(struct seat *seat, const char *word);

/// Lets it go, and says how it ended.
const char *seat_end(struct seat *seat);

/// Parses a little of everything, with the libraries that a worker parses with, and asks the C
/// library for what they ask it for. NULL where each came out right, else what did not.
const char *parse_everything(void);

/// XML whose tree takes more memory than a document may. Does not come back.
void parse_too_much(void);

/// A call that a parser has no need of, as somebody would make it who has taken one over.
struct attempt {
  const char *name;
  /// 0 where it was done, else an errno.
  int (*make)(void);
  /// The errno that it is refused with; 0: the process is killed.
  int refused;
};

extern const struct attempt attempts[];
extern const size_t attempt_count;

/// Whether each number of a system call does as the list says: runs every one of them behind the
/// filter alone. Calls `told` with each that does not, and returns how many were tried.
int sweep(void (*told)(const char *name, const char *did));

/// Prints the names of the calls that a worker makes once it is shut, sorted.
void census(void);

/// The name of a system call's number on this machine, or NULL.
const char *call_name(long number);

/// As process 1: mounts what a program expects, and gives a child back that goes on; the parent
/// waits for its end and switches the machine off.
void boot(void);
