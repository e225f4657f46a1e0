package import Newsroom

/// The way from an archive to the files in it, in their order, in memory and under caps.
package enum Unpacking {
  /// Hands each file of the archive to `take`; one that cannot be had with the reason, and the
  /// others go on. An archive inside is unpacked too. Folders are no files, and passed over.
  ///
  /// Throws what holds for the whole, so that what `take` got is to be dropped: `archive-bomb`,
  /// `too-many-members`, `unknown-format` (an Office document is a zip too), `empty`, and what
  /// `take` throws.
  package static func members(
    of bytes: [UInt8], _ kind: ArchiveKind, caps: ArchiveCaps = ArchiveCaps(),
    take: (ArchiveMember) throws(Rejection) -> Void
  ) throws(Rejection) {
    let budget = ArchiveBudget(caps, archive: bytes.count)
    try members(of: bytes, kind, inside: nil, depth: 1, budget, take: take)
  }

  /// The same of an archive that lies in something else, with what that has left to spend. `outer`:
  /// its name. `depth`: in how many archives its files lie.
  package static func members(
    of bytes: [UInt8], _ kind: ArchiveKind, inside outer: String?, depth: Int,
    _ budget: ArchiveBudget, take: (ArchiveMember) throws(Rejection) -> Void
  ) throws(Rejection) {
    let caps = budget.caps
    guard depth <= caps.depth else { throw tooDeep(kind, caps.depth) }
    do throws(Unreadable) {
      let count = try members(of: bytes, kind, caps, inside: outer, depth: depth, budget, take)
      if count == 0 { throw .unreadable(nothing(in: kind)) }
    } catch {
      switch error {
      case .unreadable(let rejection), .everything(let rejection): throw rejection
      }
    }
  }

  /// What ends the unpacking of one archive.
  private enum Unreadable: Error {
    /// The archive gives nothing; where it lies in another, that one goes on.
    case unreadable(Rejection)
    /// The whole delivery is refused.
    case everything(Rejection)
  }

  /// Returns how many files there were.
  private static func members(
    of bytes: [UInt8], _ kind: ArchiveKind, _ caps: ArchiveCaps, inside outer: String?, depth: Int,
    _ budget: ArchiveBudget, _ take: (ArchiveMember) throws(Rejection) -> Void
  ) throws(Unreadable) -> Int {
    if kind == .zip {
      do throws(Rejection) {
        try ZipContents.check(bytes, members: caps.members)
      } catch {
        throw .unreadable(error)
      }
    }
    do throws(Rejection) {
      return try ArchiveReader.read(bytes, as: kind) { reader throws(Rejection) in
        try members(reader, caps, inside: outer, depth, budget, take)
      } ?? 0
    } catch {
      throw .everything(error)
    }
  }

  private static func members(
    _ reader: ArchiveReader, _ caps: ArchiveCaps, inside outer: String?, _ depth: Int,
    _ budget: ArchiveBudget, _ take: (ArchiveMember) throws(Rejection) -> Void
  ) throws(Rejection) -> Int {
    var count = 0
    var isDamageTold = false
    while true {
      let header: ArchiveReader.Header
      do throws(ArchiveReader.Damage) {
        guard let next = try reader.next() else { return count }
        header = next
      } catch {
        if isDamageTold { return count }
        try take(ArchiveMember(name: outer, content: .failure(error.rejection)))
        return count + 1
      }
      isDamageTold = false
      // Folders count too: a million of them is as good a bomb as a million files.
      try budget.spendMember()
      if header.kind == .folder { continue }
      count += 1
      let name = path(outer, header.name)
      if let reason = refusal(of: header) {
        try take(ArchiveMember(name: name, content: .failure(reason)))
        continue
      }
      let content = try reader.content(limit: caps.memberBytes) { count throws(Rejection) in
        try budget.spend(bytes: count)
      }
      switch content {
      case .failure(let damage):
        isDamageTold = true
        try take(ArchiveMember(name: name, content: .failure(damage.rejection)))
      case .success(nil):
        try take(ArchiveMember(name: name, content: .failure(oversized(caps.memberBytes))))
      case .success(let bytes?) where !reader.vouches(for: bytes):
        isDamageTold = true
        try take(ArchiveMember(name: name, content: .failure(ArchiveReader.Damage.checksum)))
      case .success(let bytes?):
        try pass(bytes, name, caps, depth, budget, take)
      }
    }
  }

  /// Hands a file on, or what lies in it.
  private static func pass(
    _ bytes: [UInt8], _ name: String?, _ caps: ArchiveCaps, _ depth: Int,
    _ budget: ArchiveBudget, _ take: (ArchiveMember) throws(Rejection) -> Void
  ) throws(Rejection) {
    guard let kind = ArchiveKind(bytes) else {
      return try take(ArchiveMember(name: name, content: .success(bytes)))
    }
    guard depth < caps.depth else {
      return try take(ArchiveMember(name: name, content: .failure(tooDeep(kind, caps.depth))))
    }
    do throws(Unreadable) {
      let count = try members(of: bytes, kind, caps, inside: name, depth: depth + 1, budget, take)
      if count == 0 { throw .unreadable(nothing(in: kind)) }
    } catch {
      switch error {
      case .unreadable(let rejection):
        try take(ArchiveMember(name: name, content: .failure(rejection)))
      case .everything(let rejection): throw rejection
      }
    }
  }

  private static func path(_ outer: String?, _ name: String?) -> String? {
    guard let outer, let name else { return name ?? outer }
    return outer + "/" + name
  }

  // MARK: Reasons

  private static func refusal(of header: ArchiveReader.Header) -> Rejection? {
    switch header.kind {
    case .link:
      Rejection(
        code: "link", detail: "It is a link, which is never followed. Pack the file itself.")
    case .device, .folder:
      Rejection(
        code: "not-a-file", detail: "It is a device or the like, and no file. Leave it out.")
    case .file where header.isEncrypted:
      Rejection(
        code: "encrypted",
        detail: "It is encrypted, and Wireroom has no password. Pack it without one.")
    case .file: nil
    }
  }

  private static func oversized(_ cap: Int) -> Rejection {
    Rejection(
      code: "oversized",
      detail: "Unpacked it is larger than \(cap >> 20) MiB. Deliver it in pieces.")
  }

  private static func tooDeep(_ kind: ArchiveKind, _ depth: Int) -> Rejection {
    Rejection(
      code: "nested-too-deep",
      detail: "It is an archive (\(kind.rawValue)) inside of \(depth) others. Pack it less often.",
      format: kind.format)
  }

  private static func nothing(in kind: ArchiveKind) -> Rejection {
    Rejection(
      code: "empty", detail: "There is no file in the archive. Deliver it again, whole.",
      format: kind.format)
  }
}
