// libxml2 as Swift can call it: variadic and macro parts wrapped, nothing else.
#pragma once
#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <libxml/SAX2.h>
#include <libxml/dict.h>
#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <stdlib.h>
#include <string.h>

// libxml2 answers a refused allocation by leaving out what it could not hold, which nobody must take
// for a document.
static inline void *_Nullable wr_xml_malloc(size_t size) {
  void *found = malloc(size);
  if (!found && size) abort();
  return found;
}

static inline void *_Nullable wr_xml_realloc(void *_Nullable old, size_t size) {
  void *found = realloc(old, size);
  if (!found && size) abort();
  return found;
}

static inline char *_Nullable wr_xml_strdup(const char *_Nonnull text) {
  char *found = strdup(text);
  if (!found) abort();
  return found;
}

/// From now on a refused allocation of libxml2's is the process's end. To be called before it has
/// allocated anything; 0 or -1.
static inline int wr_xml_die_without_memory(void) {
  return xmlMemSetup(free, wr_xml_malloc, wr_xml_realloc, wr_xml_strdup);
}

/// `xmlFree` is a mutable global function pointer, which Swift 6 refuses to read.
static inline void wr_xml_free(void *_Nullable pointer) {
  if (pointer) xmlFree(pointer);
}
