// Any script in the letters of ASCII, as far as there is a custom: Новости, Novosti.
#pragma once
#include <stdint.h>
#include <unicode/utrans.h>

/// Rewrites `length` units of `text`, which has room for `capacity`; the new length, -1 where ICU
/// cannot. Scalars without such a form stay as they are.
static inline int32_t wr_to_ascii(uint16_t *_Nonnull text, int32_t length, int32_t capacity) {
  static const UChar id[] = u"Any-Latin; Latin-ASCII";
  UErrorCode error = U_ZERO_ERROR;
  UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
  if (U_FAILURE(error)) return -1;
  int32_t limit = length;
  utrans_transUChars(t, (UChar *)text, &length, capacity, 0, &limit, &error);
  utrans_close(t);
  return U_SUCCESS(error) ? length : -1;
}
