import Glibc

extension Inbox {
  /// Puts claims back where they came from, under their own names: at a stop, or because somebody
  /// still writes them. Where the name is taken by now, the delivery's id goes before its
  /// extension. What cannot be put back is returned; it stays in `.claim/`, is tried again at the
  /// next scan, and is recovered at the next start.
  @discardableResult
  package func giveBack(_ claims: [Claim]) -> [Unsettled] {
    var unsettled: [Unsettled] = []
    for claim in claims {
      do {
        try putBack(claim)
        if claim.isAlone {
          try? System.removeDirectory(claim.place.directory, in: claim.folder.claim)
        }
      } catch {
        // Gone from .claim: nothing to try again.
        if error.number != ENOENT { strays.append(claim) }
        unsettled.append(
          Unsettled(
            claim: claim,
            error: InboxError(
              .unsettled, path: claim.folder.absolute(claim.path).printable, cause: error.number,
              hint: "It lies in .claim and is given back later.")))
      }
    }
    return unsettled
  }

  private func putBack(_ claim: Claim) throws(Errno) {
    let directory = claim.path.directory
    if directory.isEmpty { return try putBack(claim, in: claim.folder.root) }
    try System.makeDirectories(directory, in: claim.folder.root)
    let opened = try System.openDirectory(directory, in: claim.folder.root)
    try putBack(claim, in: opened)
  }

  private func putBack(_ claim: Claim, in directory: borrowing Descriptor) throws(Errno) {
    let name = claim.path.name
    do {
      try putBack(claim, as: name, in: directory)
    } catch {
      guard error.number == EEXIST else { throw error }
      let room = settings.marker?.utf8.count ?? 0
      try putBack(claim, as: NameRules.distinct(name, id: claim.id, room: room), in: directory)
    }
  }

  private func putBack(_ claim: Claim, as name: BytePath, in directory: borrowing Descriptor)
    throws(Errno)
  {
    guard let marker = claim.folder.settings.marker else {
      return try claim.move(to: name, in: directory)
    }
    // The marker comes first: a file without one would wait for ever after a crash in between.
    let mark = name.marked(marker)
    let isNew = (try? System.makeFile(mark, in: directory, exclusive: true)) != nil
    do {
      try claim.move(to: name, in: directory)
    } catch {
      if isNew { try? System.unlink(mark, in: directory) }
      throw error
    }
  }
}
