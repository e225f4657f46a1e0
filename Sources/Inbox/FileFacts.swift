import CPlatform

/// Which file it is, whatever its name.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64
}

/// What stat(2) says of a file, as far as the inbox cares.
package struct FileFacts: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case regular, directory, symbolicLink, fifo, socket, device
  }

  /// Seconds and nanoseconds since 1970; a file system may hold seconds that no Int64 of
  /// nanoseconds does.
  package struct Time: Hashable, Sendable, Comparable {
    package let seconds: Int64
    package let nanoseconds: Int64

    package static func < (a: Time, b: Time) -> Bool {
      (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
    }
  }

  package let identity: FileIdentity
  package let kind: Kind
  package let links: UInt64
  /// Bytes.
  package let size: Int64
  package let modified: Time
  package let changed: Time
  /// Only the owner of a file in such a directory may rename it.
  let isSticky: Bool

  init(_ raw: wr_facts) {
    identity = FileIdentity(device: raw.device, inode: raw.inode)
    links = raw.links
    size = raw.size
    modified = Time(seconds: raw.mtime_seconds, nanoseconds: raw.mtime_nanoseconds)
    changed = Time(seconds: raw.ctime_seconds, nanoseconds: raw.ctime_nanoseconds)
    isSticky = raw.mode & UInt32(S_ISVTX) != 0
    kind =
      switch raw.mode & UInt32(S_IFMT) {
      case UInt32(S_IFREG): .regular
      case UInt32(S_IFDIR): .directory
      case UInt32(S_IFLNK): .symbolicLink
      case UInt32(S_IFIFO): .fifo
      case UInt32(S_IFSOCK): .socket
      default: .device
      }
  }

  /// The same bytes, as far as stat can tell. A rename moves ctime, so that is not asked.
  func hasSameContent(as other: FileFacts) -> Bool {
    identity == other.identity && size == other.size && modified == other.modified
      && kind == other.kind
  }
}
