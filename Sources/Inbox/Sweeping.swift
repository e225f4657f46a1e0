import Newsroom

/// What a sweep and the looks at its files have come to.
struct Findings {
  /// Files that are there and not ready.
  var waiting = 0
  var degraded: [Degradation] = []
  /// Sticky directories with another user's files in them.
  var stuck: Set<BytePath> = []

  /// What is known while a sweep is under way: nothing is well before it has been looked at.
  func joined(with before: Findings) -> Findings {
    Findings(
      waiting: max(waiting, before.waiting),
      degraded: degraded + before.degraded.filter { !degraded.contains($0) },
      stuck: stuck.union(before.stuck))
  }
}

/// What an inbox remembered when a sweep began, and the sweep has not met: in the end that is gone.
struct Unmet {
  var vigils: Set<Vigil.Key> = []
  /// Of refusals.
  var paths: Set<BytePath> = []
}

extension Inbox {
  /// Candidates that are known and not looked at: with more the sweep waits, for each takes some
  /// 160 bytes.
  private static let mostKnown = 262_144

  /// Reads a piece of the directories: the first where all that was read is looked through.
  func readOn(_ now: Moment, _ scan: inout Scan, _ notes: inout [Degradation]) {
    if sweep == nil, backlog.isEmpty { begin(now) }
    guard let sweep, let folder, backlog.count < Self.mostKnown else { return }
    do {
      take(try sweep.next { hints?.watch(folder.absolute($0)) }, &scan)
    } catch {
      abandonSweep()
      return notes.append(
        Degradation(
          path: BytePath(settings.path).printable, code: "unreadable-directory",
          detail: "\(error.text): the inbox cannot be read."))
    }
    sticky = sweep.sticky
    if sweep.isOver { end(sweep) }
  }

  private func begin(_ now: Moment) {
    findingsBefore = findings
    findings = Findings()
    dueAt = nil
    isShaken = false
    // Wherever they lie, before that is opened anew.
    if !strays.isEmpty {
      let again = strays
      strays = []
      giveBack(again)
    }
    if !unplaced.isEmpty, let degradation = settleAgain(now: now) {
      findings.degraded.append(degradation)
    }
    guard let folder = currentFolder(now) else { return findingsBefore = Findings() }
    if needsRecovery { leftovers = recover(now: now).reversed() }
    heldOff = heldOff.filter { now.monotonic < $0.value.until }
    unmet = Unmet(vigils: Set(vigils.keys), paths: refusals.paths)
    sweep = Sweep(folder, firstPiece: firstPiece)
  }

  private func take(_ piece: Sweep.Piece, _ scan: inout Scan) {
    for (path, facts, code) in piece.strange {
      unmet.paths.remove(path)
      if let refusal = refusals.refuse(path, facts.identity, code, settings: settings) {
        scan.refusals.append(refusal)
      }
    }
    if !unmet.vigils.isEmpty || !unmet.paths.isEmpty {
      for candidate in piece.candidates {
        unmet.vigils.remove(candidate.key)
        unmet.paths.remove(candidate.path)
      }
    }
    if backlog.isEmpty {
      backlog = piece.candidates.reversed()
    } else {
      backlog += piece.candidates.reversed()
      backlog.sort { $1.isOlder(than: $0) }
    }
  }

  /// The next one sees what this one would have.
  func abandonSweep() {
    sweep = nil
    backlog = []
    isShaken = false
  }

  private func end(_ sweep: Sweep) {
    self.sweep = nil
    findings.waiting += sweep.unmarked
    findings.degraded += sweep.degraded
    if hints?.isPartial == true {
      findings.degraded.append(
        Degradation(
          path: BytePath(settings.path).printable, code: "unwatched",
          detail: "Too few inotify watches, so files are found at the scan interval only: raise "
            + "fs.inotify.max_user_watches."))
    }
    for key in unmet.vigils { vigils[key] = nil }
    if sweep.isComplete { refusals.forget(unmet.paths) }
  }
}
