// Character sets: converting from one, and guessing which it is.
#pragma once
#define U_SHOW_CPLUSPLUS_API 0
#include <stdint.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <stdlib.h>
#include <unicode/uclean.h>
#include <unicode/ucsdet.h>

static inline void *_Nullable U_CALLCONV wr_icu_malloc(const void *_Nullable context, size_t size) {
  (void)context;
  void *found = malloc(size);
  if (!found && size) abort();
  return found;
}

static inline void *_Nullable U_CALLCONV wr_icu_realloc(
  const void *_Nullable context, void *_Nullable old, size_t size) {
  (void)context;
  void *found = realloc(old, size);
  if (!found && size) abort();
  return found;
}

static inline void U_CALLCONV wr_icu_free(const void *_Nullable context, void *_Nullable old) {
  (void)context;
  free(old);
}

/// From now on a refused allocation of ICU's is the process's end: its answer would be taken for one
/// about the text. To be called before anything else of ICU's; whether it was in time.
static inline int wr_icu_die_without_memory(void) {
  UErrorCode error = U_ZERO_ERROR;
  u_setMemoryFunctions(NULL, wr_icu_malloc, wr_icu_realloc, wr_icu_free, &error);
  return U_SUCCESS(error);
}

/// Converts `length` bytes of `charset` to UTF-8. Returns the bytes needed, of which at most
/// `capacity` were written; -1 where ICU knows no such charset. What is no text becomes U+FFFD.
static inline int32_t wr_convert_to_utf8(
  const char *_Nonnull charset, char *_Nullable target, int32_t capacity,
  const char *_Nonnull source, int32_t length) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t written = ucnv_convert("UTF-8", charset, target, capacity, source, length, &error);
  return U_FAILURE(error) && error != U_BUFFER_OVERFLOW_ERROR ? -1 : written;
}

/// ICU's best guess at the charset of `length` bytes; 0 to 100, how sure it is; -1 without a guess.
/// `name`: receives a C string of at most `capacity` bytes.
static inline int32_t wr_guess_charset(
  const char *_Nonnull text, int32_t length, char *_Nonnull name, int32_t capacity) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t confidence = -1;
  UCharsetDetector *detector = ucsdet_open(&error);
  if (U_SUCCESS(error)) {
    ucsdet_enableInputFilter(detector, 1);
    ucsdet_setText(detector, text, length, &error);
    const UCharsetMatch *match = ucsdet_detect(detector, &error);
    if (U_SUCCESS(error) && match) {
      const char *found = ucsdet_getName(match, &error);
      confidence = ucsdet_getConfidence(match, &error);
      if (U_FAILURE(error) || strlen(found) >= (size_t)capacity) confidence = -1;
      else memcpy(name, found, strlen(found) + 1);
    }
  }
  if (detector) ucsdet_close(detector);
  return confidence;
}
