// Processes that parse: how one is started, watched and ended, and what it takes from itself.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Starts a program with one end of `socket` as descriptor 3, `shared` as 4 unless it is -1, nothing
/// on 0 to 2 and a process group of its own. `argv` and `envp` end with NULL. The process id, or
/// -errno.
int wr_worker_start(const char *_Nonnull path, char *_Nullable const *_Nonnull argv,
                    char *_Nullable const *_Nonnull envp, int socket, int shared);

/// Memory for two processes, which has no name and is there from the start: its descriptor, or
/// -errno.
int wr_shared_make(size_t size);

/// That memory where this process sees it, or NULL; for `wr_shared_unmap`.
void *_Nullable wr_shared_map(int fd, size_t size);
void wr_shared_unmap(void *_Nonnull memory, size_t size);

/// The number at the beginning of shared memory: what was written before it was stored is there for
/// who loads it.
void wr_shared_store(void *_Nonnull memory, uint64_t number);
uint64_t wr_shared_load(const void *_Nonnull memory);

/// Two ends of a stream; the first does not block. 0 or -errno.
int wr_worker_pair(int *_Nonnull parent, int *_Nonnull child);

/// How a process ended: 0 not yet, 1 with `exit status`, 2 by `signal`; -errno where nothing is known.
/// Its place in the process table is free then.
int wr_worker_ended(int pid, int *_Nonnull code);

/// Kills it and takes it out of the process table.
void wr_worker_kill(int pid);

/// Microseconds of processor that another process has used, or -1.
int64_t wr_worker_cpu(int pid);

/// The soft limits of another process: its address space in bytes, its processor in whole seconds
/// since its start. 0 or -errno.
int wr_worker_limit(int pid, uint64_t address_space, uint64_t cpu_seconds);

/// Waits until a descriptor has something to read (1), takes something (2), or both (3); 0 after
/// `milliseconds`. `wants_write`: whether it is asked for the second.
int wr_worker_wait(int fd, int wants_write, int milliseconds);

/// Bytes received, 0 at the end, -errno (-EAGAIN: none yet).
long wr_worker_receive(int fd, void *_Nonnull bytes, size_t count);

/// Bytes sent of two runs, the one behind the other, in one call; or -errno (-EAGAIN: no room).
/// Without a signal.
long wr_worker_send(int fd, const void *_Nullable first, size_t first_count,
                    const void *_Nullable second, size_t second_count);

// What follows is for the worker itself, in this order.

/// Ends with its parent; does not stop by a terminal's or a service manager's signals, which are
/// its parent's to answer; is the first to go where memory is short. 0 or -errno.
int wr_sandbox_follow_parent(void);

/// Memory that a document has given back is kept for the next one. To be called first.
void wr_sandbox_keep_memory(void);

/// Closes every descriptor but 0 to 3.
void wr_sandbox_close_descriptors(void);

/// A failed allocation, or a stack that could not grow, which a trap, an abort or a fault follows,
/// becomes an end with status `code`. `share`, told before each document: of how many bytes of
/// address space none may be left for that to be so where malloc(3) has not said it.
void wr_sandbox_report_memory(int code);
void wr_sandbox_set_share(size_t share);

/// Hard limits: nothing is written, no file opened, no process made, no core left. 0 or -errno.
int wr_sandbox_limits(void);

/// No gain of privileges, no debugger. 0 or -errno.
int wr_sandbox_privileges(void);

/// No path, no connection, no signal to others: 1, or 0 where this kernel does not have Landlock;
/// -errno.
int wr_sandbox_landlock(void);

/// Machines that the list of system calls is written for.
enum { WR_X86_64, WR_AARCH64 };

/// The list as a program of classic BPF, an instruction in eight bytes each, for a process of that
/// id: how many there are, or -ENOSPC.
int wr_sandbox_filter(int machine, uint32_t pid, uint64_t *_Nonnull steps, size_t room);

/// No system calls but those of the list: 1, or 0 where this kernel cannot; -errno.
int wr_sandbox_seccomp(void);

/// Bytes of address space that this process has mapped, or 0.
uint64_t wr_sandbox_mapped(void);
