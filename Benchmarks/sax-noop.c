// The limit of feed parsing: libxml2's own SAX2 push parser, in chunks of 64 KB, with handlers that
// do nothing. Prints the CPU time of each parse in nanoseconds.
//
//   cc -O2 $(xml2-config --cflags) -o sax-noop sax-noop.c $(xml2-config --libs)
//   sax-noop FILE TURNS
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                  int namespaces, const xmlChar **declared, int attributes, int defaulted,
                  const xmlChar **values) {}
static void end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {}
static void text(void *user, const xmlChar *bytes, int length) {}

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 3) return fprintf(stderr, "usage: sax-noop FILE TURNS\n"), 64;
  FILE *file = fopen(arguments[1], "rb");
  if (!file) return perror(arguments[1]), 66;
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *bytes = malloc(size);
  if (!bytes || fread(bytes, 1, size, file) != (size_t)size) return perror(arguments[1]), 66;

  xmlSAXHandler handler;
  memset(&handler, 0, sizeof handler);
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = start;
  handler.endElementNs = end;
  handler.characters = text;
  handler.ignorableWhitespace = text;
  handler.cdataBlock = text;
  xmlInitParser();
  for (int turns = atoi(arguments[2]); turns > 0; turns--) {
    long long before = now();
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    for (long at = 0; at < size; at += 65536)
      xmlParseChunk(parser, bytes + at, size - at < 65536 ? size - at : 65536, 0);
    xmlParseChunk(parser, NULL, 0, 1);
    int ok = parser->wellFormed;
    xmlFreeParserCtxt(parser);
    printf("%lld\n", now() - before);
    if (!ok) return fprintf(stderr, "not well-formed\n"), 65;
  }
  return 0;
}
