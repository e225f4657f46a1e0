// libarchive as Swift can call it: mode bits are macros with casts, and names need a locale.
#pragma once
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>

enum wr_member { WR_MEMBER_FILE, WR_MEMBER_FOLDER, WR_MEMBER_LINK, WR_MEMBER_DEVICE };

/// Where a name cannot be converted libarchive asks errno whether that was for want of memory, and
/// then gives up, at worst by ending the process; but it need not have set it. What some other call
/// has left there must not count.
static inline void wr_forget_error(void) { errno = 0; }

/// What a member is.
static inline enum wr_member wr_member_kind(struct archive_entry *_Nonnull entry) {
  wr_forget_error();
  if (archive_entry_hardlink_utf8(entry) || archive_entry_hardlink(entry)) return WR_MEMBER_LINK;
  switch (archive_entry_filetype(entry)) {
  case AE_IFREG: return WR_MEMBER_FILE;
  case AE_IFDIR: return WR_MEMBER_FOLDER;
  case AE_IFLNK: return WR_MEMBER_LINK;
  default: return WR_MEMBER_DEVICE;
  }
}

/// The member's name: UTF-8 where libarchive can tell, else the bytes as they stand.
static inline const char *_Nullable wr_member_name(struct archive_entry *_Nonnull entry) {
  wr_forget_error();
  const char *name = archive_entry_pathname_utf8(entry);
  return name ? name : archive_entry_pathname(entry);
}

/// Gives the calling thread a locale in which names of any script survive; what it had before, for
/// `wr_restore_locale`. libarchive turns what the locale cannot say into question marks.
locale_t _Nullable wr_use_utf8(void);
void wr_restore_locale(locale_t _Nullable before);
