#include "shim.h"

#include <pthread.h>

static locale_t utf8;

static void make(void) { utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

locale_t wr_use_utf8(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make);
  return utf8 ? uselocale(utf8) : (locale_t)0;
}

void wr_restore_locale(locale_t before) {
  if (before) uselocale(before);
}
