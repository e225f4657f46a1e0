// Memory that need not be held.
#pragma once

/// Unmaps the pages of the program and its libraries that are as they stand in their files. What is
/// needed of them is mapped anew where it is touched, from the page cache.
void wr_give_back_program(void);

/// Gives the pages back that the heaps hold and nobody uses.
void wr_give_back_freed(void);
