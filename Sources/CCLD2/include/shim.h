// CLD2 is C++: one function of C stands for what Wireroom asks of it.
#pragma once
#include <stdbool.h>
#include <stddef.h>

/// What CLD2 says of a text.
typedef struct {
  /// ISO 639 or BCP 47, ended by a zero.
  char code[16];
  /// Whether CLD2 holds its answer to be sure.
  bool reliable;
  /// The share of the text in that language, in hundredths.
  int percent;
  /// How much of each kilobyte speaks for it: about 1000 in running prose, little in gibberish.
  int score;
} wr_language;

#ifdef __cplusplus
extern "C" {
#endif
/// The language of `length` bytes of UTF-8 plain text; false where there is no answer.
/// `best_effort`: an answer also where CLD2 would rather give none, for short or odd texts.
bool wr_detect_language(
  const char *_Nonnull text, size_t length, bool best_effort, wr_language *_Nonnull found);
#ifdef __cplusplus
}
#endif
