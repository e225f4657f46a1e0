// zlib: deflateInit2 and inflateInit2 are macros, and z_stream is reached by one call each way.
#pragma once
#include <stdint.h>
#include <string.h>
#include <zlib.h>

/// The most bytes that `wr_gzip` can need for `count`.
static inline size_t wr_gzip_bound(size_t count) { return compressBound(count) + 18; }

/// Writes `in` as one gzip member; the count of bytes written, 0 on failure.
static inline size_t wr_gzip(const uint8_t *_Nullable in, size_t count, uint8_t *_Nonnull out,
                             size_t room) {
  if (count > UINT32_MAX || room > UINT32_MAX) return 0;
  z_stream z;
  memset(&z, 0, sizeof z);
  if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
  z.next_in = (Bytef *)in;
  z.avail_in = (uInt)count;
  z.next_out = out;
  z.avail_out = (uInt)room;
  int r = deflate(&z, Z_FINISH);
  size_t written = z.total_out;
  deflateEnd(&z);
  return r == Z_STREAM_END ? written : 0;
}

/// Reads one gzip member into `out`; the count of bytes, or -1 if it is damaged or has no room.
static inline int64_t wr_gunzip(const uint8_t *_Nullable in, size_t count, uint8_t *_Nonnull out,
                                size_t room) {
  if (count > UINT32_MAX || room > UINT32_MAX) return -1;
  z_stream z;
  memset(&z, 0, sizeof z);
  if (inflateInit2(&z, 15 + 16) != Z_OK) return -1;
  z.next_in = (Bytef *)in;
  z.avail_in = (uInt)count;
  z.next_out = out;
  z.avail_out = (uInt)room;
  int r = inflate(&z, Z_FINISH);
  int64_t written = (int64_t)z.total_out;
  inflateEnd(&z);
  return r == Z_STREAM_END ? written : -1;
}
