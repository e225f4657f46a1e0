// libcurl: its setopt and getinfo are variadic, which Swift does not import, and its error codes
// and URL parts are enums whose names are wanted as they stand in the manual.
#pragma once
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

static inline CURLcode wr_curl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
static inline CURLcode wr_curl_long(CURL *_Nonnull h, CURLoption o, long v) {
  return curl_easy_setopt(h, o, v);
}
static inline CURLcode wr_curl_large(CURL *_Nonnull h, CURLoption o, int64_t v) {
  return curl_easy_setopt(h, o, (curl_off_t)v);
}
static inline CURLcode wr_curl_text(CURL *_Nonnull h, CURLoption o, const char *_Nullable v) {
  return curl_easy_setopt(h, o, v);
}
static inline CURLcode wr_curl_pointer(CURL *_Nonnull h, CURLoption o, void *_Nullable v) {
  return curl_easy_setopt(h, o, v);
}
static inline CURLcode wr_curl_list(CURL *_Nonnull h, CURLoption o,
                                    struct curl_slist *_Nullable v) {
  return curl_easy_setopt(h, o, v);
}

typedef size_t (*wr_curl_sink)(char *_Nullable, size_t, size_t, void *_Nullable);
static inline CURLcode wr_curl_sink_function(CURL *_Nonnull h, CURLoption o,
                                             wr_curl_sink _Nonnull f) {
  return curl_easy_setopt(h, o, f);
}
typedef curl_socket_t (*wr_curl_open)(void *_Nullable, curlsocktype,
                                      struct curl_sockaddr *_Nullable);
static inline CURLcode wr_curl_open_function(CURL *_Nonnull h, wr_curl_open _Nonnull f) {
  return curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, f);
}
typedef int (*wr_curl_prerequest)(void *_Nullable, char *_Nullable, char *_Nullable, int, int);
static inline CURLcode wr_curl_prerequest_function(CURL *_Nonnull h,
                                                   wr_curl_prerequest _Nonnull f) {
  return curl_easy_setopt(h, CURLOPT_PREREQFUNCTION, f);
}

static inline long wr_curl_info_long(CURL *_Nonnull h, CURLINFO i) {
  long v = 0;
  curl_easy_getinfo(h, i, &v);
  return v;
}
static inline void *_Nullable wr_curl_info_private(CURL *_Nonnull h) {
  void *v = NULL;
  curl_easy_getinfo(h, CURLINFO_PRIVATE, &v);
  return v;
}
static inline CURLMcode wr_curl_multi_long(CURLM *_Nonnull m, CURLMoption o, long v) {
  return curl_multi_setopt(m, o, v);
}
/// The next transfer that ended: its handle, and its result by `result`; NULL when there is none.
static inline CURL *_Nullable wr_curl_multi_ended(CURLM *_Nonnull m, CURLcode *_Nonnull result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(m, &left)))
    if (message->msg == CURLMSG_DONE) {
      *result = message->data.result;
      return message->easy_handle;
    }
  return NULL;
}

/// The bytes of the address of `a`: 4, 16, or 0 for neither IPv4 nor IPv6.
static inline int wr_curl_address(const struct curl_sockaddr *_Nonnull a, uint8_t *_Nonnull out) {
  if (a->family == AF_INET && a->addrlen >= sizeof(struct sockaddr_in)) {
    struct sockaddr_in v4;
    memcpy(&v4, &a->addr, sizeof v4);
    memcpy(out, &v4.sin_addr, 4);
    return 4;
  }
  if (a->family == AF_INET6 && a->addrlen >= sizeof(struct sockaddr_in6)) {
    struct sockaddr_in6 v6;
    memcpy(&v6, (const void *)&a->addr, sizeof v6);
    memcpy(out, &v6.sin6_addr, 16);
    return 16;
  }
  return 0;
}
static inline curl_socket_t wr_curl_socket(const struct curl_sockaddr *_Nonnull a) {
  return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}
static const curl_socket_t wr_curl_no_socket = CURL_SOCKET_BAD;
static const long wr_curl_auth_basic = (long)CURLAUTH_BASIC;
