import Glibc

/// One inbox: it says when a file is complete, claims it, and puts it away once the log has it.
///
/// A scan of the directory is the truth; inotify only makes it come sooner. A file is claimed by a
/// rename into `.claim/`, read from there, and settled by a rename into `_done/YYYY/MM/DD/` or
/// `_failed/`, each with the sub-directories it came from. At any moment, and so after any crash,
/// it lies whole in exactly one of these places.
///
/// One thread owns an inbox; only `read` may be called from any.
package final class Inbox {
  package let settings: InboxSettings

  /// Nil while the inbox is degraded as a whole.
  var folder: Folder?
  /// The one that was let go of, for as long as claims that lie in it keep it open, and locked.
  private weak var former: Folder?
  var hints: Hints?
  var shelves = Shelves()
  /// Claims that could not be given back: tried again at each sweep.
  var strays: [Claim] = []
  /// Settled in the log, and not yet where they belong: tried again at each sweep.
  var unplaced: [(Claim, Settlement)] = []

  private var trouble: InboxError?
  private var retryAt: Int64 = .min
  /// Claims of a crash that no scan has handed out yet, latest first.
  var leftovers: [Claim] = []
  var needsRecovery = true

  /// The reading of the directories that is under way.
  var sweep: Sweep?
  /// What it has seen and no scan has come to yet, latest first.
  var backlog: [Sweep.Candidate] = []
  /// What was remembered when it began and has not been met by it.
  var unmet = Unmet()
  /// Whether it may have passed over names, as claims were made while it read.
  var isShaken = false
  var vigils: [Vigil.Key: Vigil] = [:]
  var refusals = Refusals()
  /// Directories in which a rename failed: not tried again before.
  var heldOff: [BytePath: (until: Int64, degradation: Degradation)] = [:]
  var sticky: Set<BytePath> = []
  /// Of the sweep that is under way, or was the last; and of the one before it.
  var findings = Findings()
  var findingsBefore = Findings()
  var dueAt: Int64?
  /// Names in the first piece of a sweep; fewer in tests.
  var firstPiece = Sweep.firstPiece
  /// Stands in for fcntl in tests; nil: the kernel is asked.
  var leaseForTests: (() -> Lease)?

  /// Opens the inbox and makes what it keeps inside. A directory in which nothing can be renamed
  /// is no error: each scan reports it, and tries again at the interval.
  /// Throws `missing`, `notADirectory` and `inUse`.
  package init(_ settings: InboxSettings) throws(InboxError) {
    self.settings = settings
    do {
      try open()
    } catch {
      guard error.code == .notRenamable else { throw error }
      trouble = error
    }
  }

  /// Looks at the inbox and claims up to `limit` files that are ready, oldest first. It reads so
  /// much of the directories as one scan can bear; the next call goes on from there, and begins
  /// anew only after all of it.
  package func scan(limit: Int, now: Moment) -> Scan {
    var scan = Scan()
    var notes: [Degradation] = []
    if limit > 0, leftovers.isEmpty { readOn(now, &scan, &notes) }
    while scan.claims.count < limit {
      if let claim = leftovers.popLast() {
        scan.claims.append(claim)
        continue
      }
      guard let folder, let candidate = backlog.popLast() else { break }
      switch attempt(candidate, in: folder, now: now) {
      case .claimed(let claim):
        scan.claims.append(claim)
        if sweep != nil { isShaken = true }
      case .refused(let refusal): if let refusal { scan.refusals.append(refusal) }
      case .waits: findings.waiting += 1
      case .gone: break
      case .mustReopen:
        leave()
        former = nil
        due(now.monotonic)
      case .exhausted(let error):
        // Not the file's fault: it and all after it wait for the next sweep. Open shelves only save
        // time, and may be what there is too much of.
        shelves = Shelves()
        findings.waiting += backlog.count + 1
        abandonSweep()
        due(now.monotonic + 1000)
        notes.append(
          Degradation(
            path: BytePath(settings.path).printable, code: "out-of-descriptors",
            detail: "\(error.text): raise LimitNOFILE, or have fewer files open."))
      }
    }
    let isUnderWay = sweep != nil || !backlog.isEmpty
    if !isUnderWay { findingsBefore = Findings() }
    let found = findings.joined(with: findingsBefore)
    scan.more = isUnderWay || isShaken || !leftovers.isEmpty
    scan.waiting = found.waiting
    scan.nextCheck = dueAt.map { .milliseconds(max(0, $0 - now.monotonic)) }
    scan.degraded = notes + found.degraded + heldOff.values.map(\.degradation)
    for directory in found.stuck {
      scan.degraded.append(
        Degradation(
          path: (folder?.absolute(directory) ?? directory).printable, code: "sticky-directory",
          detail: "The sticky bit keeps other users' files in it; take the bit off."))
    }
    if let trouble {
      scan.degraded.append(
        Degradation(
          path: trouble.path, code: trouble.code.rawValue,
          detail: trouble.cause == 0
            ? trouble.hint : "\(Errno(number: trouble.cause).text). \(trouble.hint)"))
    }
    return scan
  }

  /// The claims that a crash left in `.claim/`, under the ids they were claimed under, oldest
  /// first. Where it is not called, the first scan hands them out.
  package func recover(now: Moment) -> [Claim] {
    guard let folder else { return [] }
    needsRecovery = false
    return Recovery.claims(in: folder, now: now)
  }

  /// Lets go of the directory, so that another may keep it. What is claimed still lies in
  /// `.claim/`, for whoever opens it next; nothing can be done with this value any more.
  package func close() {
    leave()
    retryAt = .max
    strays = []
    unplaced = []
    leftovers = []
    vigils = [:]
    heldOff = [:]
  }

  /// How long to wait for what, here.
  var patience: Vigil.Patience {
    let settle = folder?.isNetwork == true ? settings.networkSettleTime : settings.settleTime
    return Vigil.Patience(
      settle: settle.milliseconds, grace: settings.hardLinkGrace.milliseconds,
      longest: max(1, settings.scanInterval.milliseconds))
  }

  /// Asks for a scan not later than `time`.
  func due(_ time: Int64) { dueAt = min(dueAt ?? .max, time) }

  private func open() throws(InboxError) {
    let opened: Folder
    if let former, (try? isThere(former)) == true {
      opened = former
    } else {
      opened = try Folder(settings)
      needsRecovery = true
    }
    folder = opened
    trouble = nil
    hints = settings.pollingOnly || opened.isNetwork ? nil : Hints()
  }

  /// Lets go of a directory that is no longer the inbox; claims under way keep it open.
  private func leave() {
    former = folder
    folder = nil
    hints = nil
    abandonSweep()
    retryAt = .min
    shelves = Shelves()
  }

  /// Whether the path names that directory.
  private func isThere(_ folder: Folder) throws(Errno) -> Bool {
    let directory = try System.openDirectory(BytePath(settings.path))
    return try System.facts(directory).identity == folder.identity
  }

  /// The folder, opened anew where the path names another directory by now.
  func currentFolder(_ now: Moment) -> Folder? {
    if let folder {
      do {
        if try isThere(folder) { return folder }
        leave()
      } catch {
        // Without a descriptor nobody can tell.
        if [EMFILE, ENFILE, ENOMEM].contains(error.number) { return folder }
        leave()
      }
    }
    guard now.monotonic >= retryAt else {
      due(retryAt)
      return nil
    }
    do {
      try open()
      return folder
    } catch {
      trouble = error
      retryAt = now.monotonic + patience.longest
      due(retryAt)
      return nil
    }
  }
}
