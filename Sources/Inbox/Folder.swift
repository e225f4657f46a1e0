import Glibc

/// An inbox directory that is open and in which files can be renamed, with its three of its own.
///
/// Claims hold on to the folder they came from: one that is moved or made anew while they are
/// under way does not pull the ground from under them.
final class Folder: Sendable {
  let settings: InboxSettings
  let identity: FileIdentity
  /// Leases say nothing about writers elsewhere, and attributes come late.
  let isNetwork: Bool
  let root: Descriptor
  let claim: Descriptor
  let done: Descriptor
  let failed: Descriptor

  init(_ settings: InboxSettings) throws(InboxError) {
    let path = BytePath(settings.path)
    func failure(_ code: InboxError.Code, _ cause: Int32, _ hint: String) -> InboxError {
      InboxError(code, path: path.printable, cause: cause, hint: hint)
    }
    do throws(Errno) {
      let root = try System.openDirectory(path)
      let facts = try System.facts(root)
      let claim = try Self.own(NameRules.claim, mode: 0o750, in: root)
      let done = try Self.own(NameRules.done, mode: 0o755, in: root)
      let failed = try Self.own(NameRules.failed, mode: 0o755, in: root)
      // Held for as long as the descriptor: a second process would read our claims as its own.
      // A file system that knows no locks is no reason to stop.
      if !Self.lock(claim) { throw Errno(number: EBUSY) }
      try Self.probe(root, claim)
      // The three names, before anything is put behind them. Some file systems cannot.
      try? System.flush(root)
      isNetwork = Self.isNetwork(try System.fileSystem(of: root))
      identity = facts.identity
      self.settings = settings
      self.root = root
      self.claim = claim
      self.done = done
      self.failed = failed
    } catch {
      throw switch error.number {
      case ENOENT:
        failure(.missing, ENOENT, "Make the directory, or mount what holds it.")
      case ENOTDIR:
        failure(.notADirectory, ENOTDIR, "The inbox and what it keeps inside are directories.")
      case EBUSY:
        failure(.inUse, 0, "Another process keeps this inbox; stop it, or configure another path.")
      case EXDEV:
        failure(
          .notRenamable, EXDEV,
          "The inbox and its .claim, _done and _failed must lie on one file system.")
      case let number:
        failure(
          .notRenamable, number,
          "Give the daemon's user the right to write in this directory; it is left alone until then."
        )
      }
    }
  }

  // Given back for every copy of the descriptor: a process that is being started has one until it
  // has called exec, and a close alone would leave the lock with it.
  deinit { flock(claim.raw, LOCK_UN) }

  /// So often a lock is tried for, every 20 ms.
  private static let lockTries = 100

  /// Whether the lock is to be had. A daemon that was killed while it started a parser leaves it for
  /// a moment to that process, which has a copy of the descriptor until it has called exec.
  static func lock(
    _ directory: borrowing Descriptor, pause: () -> Void = { usleep(20_000) }
  ) -> Bool {
    for _ in 0..<lockTries {
      if flock(directory.raw, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { return true }
      pause()
    }
    return false
  }

  /// Opens a directory of the inbox's own, made where it is not there.
  private static func own(_ name: BytePath, mode: Int32, in root: borrowing Descriptor)
    throws(Errno)
    -> Descriptor
  {
    try System.makeDirectories(name, in: root, mode: mode)
    return try System.openDirectory(name, in: root)
  }

  /// Renames a file of our own as a claim would: the one true test of whether that works here.
  private static func probe(_ root: borrowing Descriptor, _ claim: borrowing Descriptor)
    throws(Errno)
  {
    let name = BytePath(".inbox-probe")
    _ = try System.makeFile(name, in: root, exclusive: false)
    try System.rename(name, in: root, to: name, in: claim)
    try System.unlink(name, in: claim)
  }

  /// Magic numbers of linux/magic.h and of the file systems' own headers: NFS, SMB, CIFS, SMB2,
  /// FUSE, AFS, Coda, Ceph, 9P, GFS2, OCFS2, Lustre. What a cluster's other nodes write, no lease
  /// of this kernel sees.
  static func isNetwork(_ magic: UInt32) -> Bool {
    switch magic {
    case 0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x5346_414F, 0x7375_7245,
      0x00C3_6400, 0x0102_1997, 0x0116_1970, 0x7461_636F, 0x0BD0_0BD0:
      true
    default: false
    }
  }
}

extension Folder {
  /// The whole path of one below the inbox.
  func absolute(_ path: BytePath) -> BytePath {
    let root = BytePath(settings.path)
    return path.isEmpty ? root : root.appending(path)
  }
}
