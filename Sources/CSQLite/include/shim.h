// SQLite: SQLITE_TRANSIENT is a cast, which Swift does not import.
#pragma once
#include <sqlite3.h>

static inline int wr_sqlite_bind_text(sqlite3_stmt *_Nonnull s, int n, const char *_Nullable p,
                                      int count) {
  return sqlite3_bind_text(s, n, p, count, SQLITE_TRANSIENT);
}
static inline int wr_sqlite_bind_blob(sqlite3_stmt *_Nonnull s, int n, const void *_Nullable p,
                                      int count) {
  return sqlite3_bind_blob(s, n, p, count, SQLITE_TRANSIENT);
}
