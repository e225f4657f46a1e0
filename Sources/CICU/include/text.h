// What content identity asks of ICU: NFKC, full case folding and a few properties of a scalar.
// Text is UTF-16 as uint16_t, lengths are in code units.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static inline const UNormalizer2 *_Nullable wr_nfkc(void) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&error);
  return U_SUCCESS(error) ? nfkc : NULL;
}

// The length of the whole result, which is there only if it fits `capacity`; -1: ICU refused.
static inline int32_t wr_normalize_nfkc(const uint16_t *_Nonnull text, int32_t length,
                                        uint16_t *_Nonnull out, int32_t capacity) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2 *nfkc = wr_nfkc();
  if (!nfkc) return -1;
  int32_t n = unorm2_normalize(nfkc, (const UChar *)text, length, (UChar *)out, capacity, &error);
  return U_SUCCESS(error) || error == U_BUFFER_OVERFLOW_ERROR ? n : -1;
}

// Likewise: full case folding, without the Turkic i.
static inline int32_t wr_fold_case(const uint16_t *_Nonnull text, int32_t length,
                                   uint16_t *_Nonnull out, int32_t capacity) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t n = u_strFoldCase((UChar *)out, capacity, (const UChar *)text, length,
                            U_FOLD_CASE_DEFAULT, &error);
  return U_SUCCESS(error) || error == U_BUFFER_OVERFLOW_ERROR ? n : -1;
}

// The full compatibility decomposition of one scalar (at most 18 units): its length, 0 if it has
// none.
static inline int32_t wr_decomposition(int32_t scalar, uint16_t *_Nonnull out, int32_t capacity) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2 *nfkc = wr_nfkc();
  if (!nfkc) return 0;
  int32_t n = unorm2_getDecomposition(nfkc, scalar, (UChar *)out, capacity, &error);
  return U_SUCCESS(error) && n > 0 && n <= capacity ? n : 0;
}

// Whether nothing before `scalar` can ever compose or reorder with it.
static inline bool wr_has_boundary_before(int32_t scalar) {
  const UNormalizer2 *nfkc = wr_nfkc();
  return nfkc && unorm2_hasBoundaryBefore(nfkc, scalar);
}

static inline uint8_t wr_combining_class(int32_t scalar) { return u_getCombiningClass(scalar); }

// UCharCategory.
static inline int8_t wr_category(int32_t scalar) { return u_charType(scalar); }

// Whether the scalar stands for one digit: Numeric_Type Decimal or Digit.
static inline bool wr_is_digit(int32_t scalar) {
  int32_t type = u_getIntPropertyValue(scalar, UCHAR_NUMERIC_TYPE);
  return type == U_NT_DECIMAL || type == U_NT_DIGIT;
}
