#include "include/shim.h"

#include <cstdio>

#include <cld2/public/compact_lang_det.h>

#include <climits>
#include <cstring>

bool wr_detect_language(
    const char *text, size_t length, char *code, bool *reliable, int *percent) {
  CLD2::Language languages[3];
  int percents[3];
  int bytes = 0;
  int size = length > INT_MAX ? INT_MAX : static_cast<int>(length);
  CLD2::Language found =
      CLD2::DetectLanguageSummary(text, size, true, languages, percents, &bytes, reliable);
  *percent = percents[0];
  const char *name = CLD2::LanguageCode(found);
  if (found == CLD2::UNKNOWN_LANGUAGE || strlen(name) > 15) return false;
  strcpy(code, name);
  return true;
}
