#include "include/shim.h"

// CLD2's header names FILE and forgets to ask for it.
#include <cstdio>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <climits>
#include <cstring>

bool wr_detect_language(
    const char *text, size_t length, bool best_effort, wr_language *found) {
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int bytes = 0;
  bool reliable = false;
  CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  int size = length > INT_MAX ? INT_MAX : static_cast<int>(length);
  CLD2::Language language = CLD2::ExtDetectLanguageSummary(
      text, size, true, &hints, best_effort ? CLD2::kCLDFlagBestEffort : 0, languages, percents,
      scores, nullptr, &bytes, &reliable);
  // Where it will not choose it still says what it saw most of.
  if (language == CLD2::UNKNOWN_LANGUAGE) language = languages[0];
  const char *name = CLD2::LanguageCode(language);
  if (language == CLD2::UNKNOWN_LANGUAGE || strlen(name) >= sizeof found->code) return false;
  strcpy(found->code, name);
  found->reliable = reliable;
  found->percent = 0;
  found->score = 0;
  for (int i = 0; i < 3; i++) {
    if (languages[i] != language) continue;
    found->percent = percents[i];
    found->score = static_cast<int>(scores[i]);
  }
  return true;
}
