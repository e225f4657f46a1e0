// System calls as somebody would make them who has taken a parser over: bare, without a library.
#pragma once

/// Each: 0 where it was done, else an errno.
int probe_socket(int family);
int probe_fork(void);
int probe_exec(void);
int probe_thread(void);
int probe_kill(int group);
int probe_signal_parent(void);
int probe_ptrace(void);
int probe_raise_limits(void);
int probe_ignore_limit(void);
int probe_map_executable(void);
int probe_list_root(void);
int probe_execute_heap(void);
/// Takes all address space there is, and then lets its stack grow. Does not come back.
int probe_dig(void);
/// Never comes back, and takes no processor meanwhile.
void probe_stand_still(void);
/// Whether any descriptor from 4 on is open, by what it does.
int probe_stray_descriptor(void);
