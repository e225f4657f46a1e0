import Glibc
import Newsroom

extension Inbox {
  /// Puts files away that the log has: into `_done/YYYY/MM/DD/` (UTC) or, beside a
  /// `.reason.json`, into `_failed/`, each below the sub-directories it came from. A name that is
  /// taken gets the delivery's id before its extension; nothing is ever replaced. Then both
  /// directories are flushed, once for the batch.
  ///
  /// One that cannot be moved holds up no other: it is returned, stays in `.claim/`, and is settled
  /// again at each reading of the directory until that succeeds. Throws `unflushed`: the batch is
  /// moved, but a power cut might undo that, and the files would be read once more.
  @discardableResult
  package func settle(_ batch: [(Claim, Settlement)], now: Moment) throws(InboxError)
    -> [Unsettled]
  {
    var unsettled: [Unsettled] = []
    var touched = Touched()
    for (claim, settlement) in batch {
      do {
        let directory = claim.path.directory
        switch settlement {
        case .done:
          let shelf = Shelves.done(now.wall, directory)
          try put(claim, on: shelf, &touched) { shelf throws(Errno) in
            try shelve(claim, on: shelf)
          }
        case .failed(let rejection):
          try put(claim, on: Shelves.failed(directory), &touched) { shelf throws(Errno) in
            try shelve(claim, on: shelf, because: rejection, now: now)
          }
        }
      } catch {
        if error.number == EMFILE || error.number == ENFILE { shelves = Shelves() }
        // Gone from .claim: nothing to try again.
        if error.number != ENOENT { unplaced.append((claim, settlement)) }
        unsettled.append(
          Unsettled(
            claim: claim,
            error: InboxError(
              .unsettled, path: claim.folder.absolute(claim.path).printable, cause: error.number,
              hint: error.number == ENOENT
                ? "Somebody took it out of .claim; the log has its story."
                : "It lies in .claim and is settled again later.")))
      }
    }
    shelves.keep(folder)
    try touched.flush()
    return unsettled
  }

  /// Settles again what could not be moved; what is wrong with those that still cannot.
  func settleAgain(now: Moment) -> Degradation? {
    let again = unplaced
    unplaced = []
    // The files are moved; that a power cut might undo it was said when it happened first.
    let failure = try? settle(again, now: now).first
    guard let failure else { return nil }
    return Degradation(
      path: failure.error.path, code: InboxError.Code.unsettled.rawValue,
      detail: "\(Errno(number: failure.error.cause).text): \(unplaced.count) finished files lie in "
        + ".claim until they can be put away.")
  }

  private func put(
    _ claim: Claim, on path: BytePath, _ touched: inout Touched,
    _ body: (Shelf) throws(Errno) -> Void
  ) throws(Errno) {
    var shelf = try shelves.shelf(path, in: claim.folder)
    do {
      try body(shelf)
    } catch {
      // The directory may have been removed since it was opened.
      guard error.number == ENOENT else { throw error }
      shelves.forget(path)
      shelf = try shelves.shelf(path, in: claim.folder)
      try body(shelf)
    }
    touched.insert(shelf, claim)
    if claim.isAlone {
      try? System.removeDirectory(claim.place.directory, in: claim.folder.claim)
    }
  }

  private func shelve(_ claim: Claim, on shelf: Shelf) throws(Errno) {
    let name = claim.path.name
    do {
      try claim.move(to: name, in: shelf.directory)
    } catch {
      guard error.number == EEXIST else { throw error }
      try claim.move(to: NameRules.distinct(name, id: claim.id), in: shelf.directory)
    }
  }

  /// The reason is written and flushed before the file comes: no file lies there unexplained.
  private func shelve(
    _ claim: Claim, on shelf: Shelf, because rejection: Rejection, now: Moment
  ) throws(Errno) {
    let suffix = NameRules.reasonSuffix
    let distinct = NameRules.distinct(claim.path.name, id: claim.id, room: suffix.count)
    // Gone from .claim: no reason is to be left behind for it.
    _ = try System.facts(claim.place, in: claim.folder.claim)
    var name = claim.path.name
    let isFree = (try? System.facts(name, in: shelf.directory)) == nil
    if !isFree || name.count + suffix.count > BytePath.longestName { name = distinct }
    let reason = BytePath(name.bytes + suffix)
    // Where a reason lies without its file, a crash came between them: it is written anew.
    let file = try System.makeFile(reason, in: shelf.directory, exclusive: false)
    try System.write(Reason.json(claim, rejection, now), to: file)
    try System.flush(file)
    do {
      try claim.move(to: name, in: shelf.directory)
    } catch {
      try? System.unlink(reason, in: shelf.directory)
      throw error
    }
  }
}

extension Claim {
  /// Whether it lies in a directory made for it alone, its name being long.
  var isAlone: Bool { ClaimPlace.holderID(place.directory.name) != nil }

  func move(to name: BytePath, in directory: borrowing Descriptor) throws(Errno) {
    try System.renameWithoutReplacing(place, in: folder.claim, to: name, in: directory)
  }
}

/// The directories that a batch has changed.
private struct Touched {
  private var shelves: [ObjectIdentifier: Shelf] = [:]
  private var sources: [ObjectIdentifier: (folder: Folder, paths: Set<BytePath>)] = [:]

  mutating func insert(_ shelf: Shelf, _ claim: Claim) {
    shelves[ObjectIdentifier(shelf)] = shelf
    let directory = claim.place.directory
    sources[ObjectIdentifier(claim.folder), default: (claim.folder, [])].paths.insert(
      claim.isAlone ? directory.directory : directory)
  }

  /// All are flushed even if one fails; the first failure is thrown.
  func flush() throws(InboxError) {
    var failure: InboxError?
    func attempt(_ path: BytePath, _ folder: Folder, _ body: () throws(Errno) -> Void) {
      do {
        try body()
      } catch {
        // Removed meanwhile: nothing in it is left to be lost.
        if error.number == ENOENT { return }
        failure =
          failure
          ?? InboxError(
            .unflushed, path: folder.absolute(path).printable, cause: error.number,
            hint: "Look at the kernel's log for errors of the device.")
      }
    }
    for shelf in shelves.values {
      attempt(shelf.path, shelf.folder) { () throws(Errno) in
        try System.flush(shelf.directory)
      }
    }
    for (folder, paths) in sources.values {
      for path in paths {
        attempt(NameRules.claim.appending(path), folder) { () throws(Errno) in
          if path.isEmpty { return try System.flush(folder.claim) }
          let directory = try System.openDirectory(path, in: folder.claim)
          try System.flush(directory)
        }
      }
    }
    if let failure { throw failure }
  }
}

/// What stands beside a failed file.
private enum Reason {
  static func json(_ claim: Claim, _ rejection: Rejection, _ now: Moment) -> [UInt8] {
    var line = JSONWriter()
    line.beginObject()
    line.member("v", 1)
    line.member("ts", NewsDate(milliseconds: now.wall).rfc3339(milliseconds: true))
    line.member("source", claim.source)
    line.member("delivery", claim.id)
    line.member("name", claim.name)
    line.key("bytes")
    line.int(claim.facts.size)
    line.member("code", rejection.code)
    line.member("detail", rejection.detail)
    line.endObject()
    return line.take() + [UInt8(ascii: "\n")]
  }
}
