#define _GNU_SOURCE
#include "memory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

// Only segments that are never written: what a relocation has changed is in writable ones, and is
// the process's own.
static int give_back(struct dl_phdr_info *object, size_t size, void *page) {
  (void)size;
  for (int n = 0; n < object->dlpi_phnum; n++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[n];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W)) continue;
    uintptr_t mask = *(uintptr_t *)page - 1;
    uintptr_t first = (object->dlpi_addr + segment->p_vaddr + mask) & ~mask;
    uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_filesz) & ~mask;
    if (end > first) madvise((void *)first, end - first, MADV_DONTNEED);
  }
  return 0;
}

void wr_give_back_program(void) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(give_back, &page);
}

void wr_give_back_freed(void) { malloc_trim(0); }
