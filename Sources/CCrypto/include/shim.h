// SHA-256 of libcrypto by its low-level calls: the state is a plain struct, so hashing a line
// allocates nothing and fetches no algorithm (an EVP digest does both, per line).
#pragma once
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <stddef.h>

typedef SHA256_CTX wr_sha256;
static inline void wr_sha256_init(wr_sha256 *_Nonnull s) { SHA256_Init(s); }
static inline void wr_sha256_update(wr_sha256 *_Nonnull s, const void *_Nullable p, size_t n) {
  if (n) SHA256_Update(s, p, n);
}
static inline void wr_sha256_final(wr_sha256 *_Nonnull s, unsigned char *_Nonnull out) {
  SHA256_Final(out, s);
}
