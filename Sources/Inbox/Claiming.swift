import Glibc
import Newsroom

/// From a name in the directory to a claim: the checks, in the order in which they cost least.
extension Inbox {
  enum Outcome {
    case claimed(Claim)
    /// Nil where it was said before.
    case refused(Refusal?)
    case waits
    case gone
    /// `.claim/` is not there any more.
    case mustReopen
    /// No descriptor left.
    case exhausted(Errno)
  }

  func attempt(_ candidate: Sweep.Candidate, in folder: Folder, now: Moment) -> Outcome {
    if let held = heldOff[candidate.path.directory] {
      due(held.until)
      return .waits
    }
    if let vigil = vigils[candidate.key], vigil.rests(candidate.facts, now: now.monotonic) {
      let directory = candidate.path.directory
      if vigil.cause == .immovable, sticky.contains(directory) {
        findings.stuck.insert(directory)
      }
      due(vigil.next)
      return .waits
    }
    if candidate.facts.links > 1 { return conclude(.linked, candidate, in: folder, now: now) }
    do {
      let file = try System.openFile(candidate.path, in: folder.root)
      let opened = Sweep.Candidate(path: candidate.path, facts: try System.facts(file))
      // What was listed is not what was opened: the next sweep sees it as it is.
      guard opened.facts.kind == .regular, opened.facts.links == 1 else { return again(now) }
      // The lease is held over the rename, for some microseconds: who opens the file in between
      // waits that long and is then seen by the reading.
      switch lease(file, in: folder) {
      case .writing: return conclude(.writing, opened, in: folder, now: now)
      case .unavailable where settings.marker == nil:
        return conclude(.unleased, opened, in: folder, now: now)
      case .granted where opened.facts.size == 0 && settings.marker == nil:
        return conclude(.empty, opened, in: folder, now: now)
      case .granted, .unavailable: return take(opened, in: folder, now: now)
      }
    } catch {
      switch error.number {
      case ENOENT: return .gone
      case EMFILE, ENFILE, ENOMEM: return .exhausted(error)
      // Became a link, or a directory on the way did.
      case ELOOP, ENOTDIR, EXDEV: return again(now)
      // Somebody holds a write lease.
      case EAGAIN: return conclude(.writing, candidate, in: folder, now: now)
      default: return conclude(.unreadable, candidate, in: folder, now: now)
      }
    }
  }

  func lease(_ file: borrowing Descriptor, in folder: Folder) -> Lease {
    if let leaseForTests { return leaseForTests() }
    return folder.isNetwork ? .unavailable : Lease.take(file)
  }

  private func again(_ now: Moment) -> Outcome {
    due(now.monotonic + 250)
    return .waits
  }

  /// Lets the file's vigil decide, and remembers it.
  private func conclude(
    _ cause: Vigil.Cause, _ candidate: Sweep.Candidate, in folder: Folder, now: Moment
  ) -> Outcome {
    let (vigil, verdict) = remember(cause, candidate, now: now)
    switch verdict {
    case .ready: return take(candidate, in: folder, now: now)
    case .waits:
      due(vigil.next)
      return .waits
    case .refused: return refuse(candidate, cause == .linked ? .hardLink : .notMovable)
    }
  }

  @discardableResult
  private func remember(_ cause: Vigil.Cause, _ candidate: Sweep.Candidate, now: Moment)
    -> (Vigil, Vigil.Verdict)
  {
    let result = Vigil.look(
      vigils[candidate.key], cause: cause, facts: candidate.facts, now: now.monotonic,
      patience: patience)
    vigils[candidate.key] = result.0
    return result
  }

  private func refuse(_ candidate: Sweep.Candidate, _ code: RefusalCode) -> Outcome {
    .refused(
      refusals.refuse(candidate.path, candidate.facts.identity, code, settings: settings))
  }

  /// Renames the file into `.claim/`.
  private func take(_ candidate: Sweep.Candidate, in folder: Folder, now: Moment) -> Outcome {
    let path = candidate.path
    let id = DeliveryID.make(milliseconds: now.wall)
    let claim = Claim(
      id: id, path: path, source: NameRules.source(of: path, in: settings),
      facts: candidate.facts, place: ClaimPlace.make(id: id, path: path), folder: folder)
    do {
      try move(claim)
    } catch {
      return failed(error, candidate, in: folder, now: now)
    }
    vigils[candidate.key] = nil
    // Gone with its file, so that it vouches for no later one of that name. A crash before this
    // line leaves it to the recovery.
    if let marker = settings.marker {
      try? System.unlink(path.marked(marker), in: folder.root)
    }
    return .claimed(claim)
  }

  private func move(_ claim: Claim) throws(Errno) {
    let directory = claim.path.directory
    if directory.isEmpty { return try move(claim, from: claim.folder.root) }
    // Opened without following links, as a path given to rename(2) would.
    let opened = try System.openDirectory(directory, in: claim.folder.root)
    try move(claim, from: opened)
  }

  private func move(_ claim: Claim, from directory: borrowing Descriptor) throws(Errno) {
    let name = claim.path.name
    do {
      try System.rename(name, in: directory, to: claim.place, in: claim.folder.claim)
    } catch {
      let parent = claim.place.directory
      guard error.number == ENOENT, !parent.isEmpty else { throw error }
      try System.makeDirectories(parent, in: claim.folder.claim, mode: 0o750)
      try System.rename(name, in: directory, to: claim.place, in: claim.folder.claim)
    }
  }

  /// What a rename that failed says of the file, its directory or the inbox.
  private func failed(
    _ error: Errno, _ candidate: Sweep.Candidate, in folder: Folder, now: Moment
  ) -> Outcome {
    let directory = candidate.path.directory
    switch error.number {
    case ENOENT:
      let isThere = (try? System.facts(candidate.path, in: folder.root)) != nil
      return isThere ? .mustReopen : .gone
    case ELOOP, ENOTDIR: return again(now)
    case EMFILE, ENFILE, ENOMEM: return .exhausted(error)
    case EPERM:
      let wasUnreadable = vigils[candidate.key]?.cause == .unreadable
      remember(.immovable, candidate, now: now)
      if wasUnreadable { return refuse(candidate, .unreadable) }
      // The sticky bit: the next file of that directory may be our own.
      guard sticky.contains(directory) else { return refuse(candidate, .notMovable) }
      findings.stuck.insert(directory)
      return .waits
    default:
      let until = now.monotonic + patience.longest
      heldOff[directory] = (
        until,
        Degradation(
          path: folder.absolute(directory).printable, code: "not-renamable",
          detail: "\(error.text): files in it cannot be renamed into .claim.")
      )
      due(until)
      return .waits
    }
  }
}
