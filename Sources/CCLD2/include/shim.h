// CLD2 is C++: one function of C stands for what Wireroom asks of it.
#pragma once
#include <stdbool.h>
#include <stddef.h>

/// The language that CLD2 finds in `length` bytes of UTF-8 plain text.
/// `code`: at least 16 bytes, receives an ISO 639 / BCP 47 code; returns false when unknown.
/// `reliable`, `percent`: CLD2's own confidence and the share of the text in that language.
#ifdef __cplusplus
extern "C" {
#endif
bool wr_detect_language(
  const char *_Nonnull text, size_t length, char *_Nonnull code, bool *_Nonnull reliable,
  int *_Nonnull percent);
#ifdef __cplusplus
}
#endif
