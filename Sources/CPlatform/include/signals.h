// Signals as something that can be read.
#pragma once

/// From now on these signals of this process do nothing but come out of the descriptor that this
/// answers, a byte each; -errno where there is none. One descriptor in a process; it blocks.
int wr_signals_open(const int *_Nonnull numbers, int count);

/// Sends a byte 0, for the reader to end. The signals still do nothing.
void wr_signals_close(void);
