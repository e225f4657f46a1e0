// What a parser does with the libraries that it parses with: Debian's libxml2, ICU, libarchive and
// libcrypto, by the shims of Sources that Swift calls them by.
#define _GNU_SOURCE
#include "checks.h"

#include "../../Sources/CArchive/include/shim.h"
#include "../../Sources/CCrypto/include/shim.h"
#include "../../Sources/CICU/include/shim.h"
#include "../../Sources/CLibXML2/include/shim.h"

#include <iconv.h>
#include <stdio.h>
#include <time.h>
#include <wchar.h>

static char text[1024];
static size_t length;

static void characters(void *context, const xmlChar *piece, int count) {
  (void)context;
  if (length + (size_t)count < sizeof text) memcpy(text + length, piece, (size_t)count);
  length += (size_t)count;
  text[length < sizeof text ? length : 0] = 0;
}

// Whether a document has that text when it is pushed in by small pieces.
static int reads(const char *bytes, size_t count, const char *wanted) {
  xmlSAXHandler sax;
  memset(&sax, 0, sizeof sax);
  xmlSAXVersion(&sax, 2);
  sax.characters = characters;
  sax.error = NULL;
  sax.warning = NULL;
  length = 0;
  text[0] = 0;
  xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
  if (!parser) return 0;
  xmlCtxtUseOptions(parser, XML_PARSE_RECOVER | XML_PARSE_NONET);
  for (size_t from = 0; from < count; from += 16)
    xmlParseChunk(parser, bytes + from, (int)(count - from < 16 ? count - from : 16), 0);
  xmlParseChunk(parser, NULL, 0, 1);
  if (parser->myDoc) xmlFreeDoc(parser->myDoc);
  xmlFreeParserCtxt(parser);
  return !strcmp(text, wanted);
}
#define READS(bytes, wanted) reads(bytes, sizeof(bytes) - 1, wanted)

static const char *parse_xml(void) {
  if (!READS("<story><p>Ferry stays in port &amp; waits</p></story>",
             "Ferry stays in port & waits"))
    return "XML";
  if (!READS("<?xml version='1.0' encoding='windows-1252'?><p>\x93quay\x94</p>", "“quay”"))
    return "XML in windows-1252";
  if (!READS("<?xml version='1.0' encoding='Shift_JIS'?><p>\x93\xFA\x96{</p>", "日本"))
    return "XML in Shift_JIS";
  if (!READS("\xFF\xFE<\0p\0>\0\xE9\0<\0/\0p\0>\0", "é")) return "XML in UTF-16";
  // A character set that nobody knows is looked for in files.
  READS("<?xml version='1.0' encoding='x-of-no-desk'?><p>text</p>", "");
  if (!READS("<!DOCTYPE p [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><p>a&e;b</p>", "ab"))
    return "an external entity";
  return NULL;
}

static const char *parse_html(void) {
  const char page[] = "<html><title>Port</title><body><p>One<p>Two &eacute;</html>";
  htmlDocPtr document = htmlReadMemory(page, sizeof page - 1, NULL, "utf-8",
                                       HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
  xmlXPathContextPtr context = document ? xmlXPathNewContext(document) : NULL;
  xmlXPathObjectPtr found =
      context ? xmlXPathEvalExpression((const xmlChar *)"count(//p)", context) : NULL;
  const char *fault = found && xmlXPathCastToNumber(found) == 2 ? NULL : "HTML";
  xmlXPathFreeObject(found);
  xmlXPathFreeContext(context);
  xmlFreeDoc(document);
  return fault;
}

static const char *convert(void) {
  char out[256];
  const char *const sets[] = {"EUC-KR", "GB18030", "Big5", "ISO-2022-JP", "KOI8-R", "UTF-7"};
  for (size_t n = 0; n < sizeof sets / sizeof sets[0]; n++)
    if (wr_convert_to_utf8(sets[n], out, sizeof out, "ferry", 5) != 5) return sets[n];
  if (wr_convert_to_utf8("x-of-no-desk", out, sizeof out, "ferry", 5) != -1)
    return "an unknown character set";
  if (wr_guess_charset("Die F\xE4hre f\xE4hrt nicht vor Mittag.", 34, out, sizeof out) < 0)
    return "the guess at a character set";
  // The full-width A, and a letter with its accent apart.
  const uint16_t wide[] = {0xFF21, 'e', 0x0301};
  uint16_t plain[8];
  if (wr_normalize_nfkc(wide, 3, plain, 8) != 2 || plain[0] != 'A' || plain[1] != 0xE9)
    return "NFKC";
  // What iconv(3) would need a file for, and the C library's own times and words.
  iconv_t none = iconv_open("UTF-8", "x-of-no-desk");
  if (none != (iconv_t)-1) return "iconv";
  time_t now = 1700000000;
  struct tm parts;
  if (!localtime_r(&now, &parts) || mktime(&parts) != now) return "the time zone";
  snprintf(out, sizeof out, "%.3f %s", strtod("1.5", NULL), strerror(ENOENT));
  return strncmp(out, "1.500 ", 6) ? "words" : NULL;
}

static const char *unpack(void) {
  // As they come: an archive is made, and read back by name and bytes.
  static const char name[] = "Fähre/日本.txt", story[] = "The ferry stays in port.\n";
  static char packed[16 << 10];
  size_t used = 0;
  locale_t before = wr_use_utf8();
  const char *fault = "an archive";
  for (int zipped = 0; zipped < 2; zipped++) {
    struct archive *out = archive_write_new();
    if (zipped) archive_write_set_format_zip(out);
    else archive_write_set_format_ustar(out), archive_write_add_filter_gzip(out);
    archive_write_open_memory(out, packed, sizeof packed, &used);
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, sizeof story);
    archive_write_header(out, entry);
    archive_write_data(out, story, sizeof story);
    archive_entry_free(entry);
    archive_write_close(out);
    archive_write_free(out);

    char back[sizeof story] = "";
    struct archive *in = archive_read_new();
    archive_read_support_format_zip(in);
    archive_read_support_format_tar(in);
    archive_read_support_filter_gzip(in);
    if (archive_read_open_memory(in, packed, used) == ARCHIVE_OK &&
        archive_read_next_header(in, &entry) == ARCHIVE_OK &&
        wr_member_kind(entry) == WR_MEMBER_FILE && wr_member_name(entry) &&
        archive_read_data(in, back, sizeof back) == sizeof back && !strcmp(back, story))
      fault = NULL;
    archive_read_free(in);
    if (fault) break;
  }
  wr_restore_locale(before);
  return fault;
}

static int by_value(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static const char *sort_and_hash(void) {
  // More than qsort takes the stack for: it asks how much memory there is.
  const size_t count = 100000;
  uint64_t *numbers = malloc(count * sizeof *numbers), number = 1;
  if (!numbers) return "memory for a sort";
  for (size_t n = 0; n < count; n++)
    numbers[n] = number = number * 6364136223846793005u + 1442695040888963407u;
  qsort(numbers, count, sizeof *numbers, by_value);
  const char *fault = NULL;
  for (size_t n = 1; n < count; n++)
    if (numbers[n] < numbers[n - 1]) fault = "qsort";
  free(numbers);
  // FIPS 180-4's own example.
  unsigned char digest[32];
  wr_sha256 hash;
  wr_sha256_init(&hash);
  wr_sha256_update(&hash, "abc", 3);
  wr_sha256_final(&hash, digest);
  return digest[0] == 0xBA && digest[31] == 0xAD ? fault : "SHA-256";
}

const char *parse_everything(void) {
  static int is_insisting;
  if (!is_insisting && (wr_xml_die_without_memory() || !wr_icu_die_without_memory()))
    return "memory's demand";
  is_insisting = 1;
  const char *(*const each[])(void) = {parse_xml, parse_html, convert, unpack, sort_and_hash};
  for (size_t n = 0; n < sizeof each / sizeof each[0]; n++) {
    const char *fault = each[n]();
    if (fault) return fault;
  }
  return NULL;
}

void parse_too_much(void) {
  xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(NULL, NULL, "<all>", 5, NULL);
  while (parser) xmlParseChunk(parser, "<one a='1' b='2'/>", 18, 0);
}
