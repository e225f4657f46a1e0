import Newsroom

extension Inbox {
  /// Deletes the days of `_done/` that are older than `keepDone`, up to `limit` names at a call;
  /// whether there is more to delete. What is not named like a day is left alone, and `_failed/` is
  /// for people.
  ///
  /// A day that cannot be true, as the clock was not set then or was ahead, is kept for as long from
  /// when it is first met: the folder's time of modification is set to that. By a clock that is not
  /// set now, nothing is old.
  @discardableResult
  package func expireDone(now: Moment, limit: Int = 10_000) -> Bool {
    guard let keep = settings.keepDone, let folder else { return false }
    let (horizon, overflow) = now.wall.subtractingReportingOverflow(keep.milliseconds)
    let first = NewsDate.firstOfAll.milliseconds
    guard !overflow, first <= now.wall else { return false }
    let possible = first...now.wall
    var broom = Broom(left: limit)
    for year in broom.numbers(.empty, digits: 4, in: folder.done) {
      for month in broom.numbers(year.path, digits: 2, in: folder.done) {
        for day in broom.numbers(month.path, digits: 2, in: folder.done) {
          guard
            let date = NewsDate(year: year.number, month: month.number, day: day.number)
          else { continue }
          let isTrue = possible.contains(date.milliseconds)
          let lastUse =
            isTrue
            ? date.milliseconds + 86_399_999
            : broom.firstMet(day.path, in: folder.done, possible: possible)
          guard lastUse < horizon else { continue }
          shelves.forget(NameRules.done.appending(day.path))
          broom.remove(day.path, in: folder.done, depth: 0)
          if broom.left <= 0 {
            // What is left of it is as old as before, though it was changed now.
            if !isTrue { broom.mark(day.path, in: folder.done, as: lastUse) }
            return true
          }
        }
        // Only empty ones go.
        try? System.removeDirectory(month.path, in: folder.done)
      }
      try? System.removeDirectory(year.path, in: folder.done)
    }
    return false
  }
}

/// Removes a tree, name by name, never through a link.
private struct Broom {
  var left: Int
  private var listing = Listing()

  init(left: Int) { self.left = left }

  /// Sub-directories named by a number of that many digits.
  mutating func numbers(_ path: BytePath, digits: Int, in base: borrowing Descriptor) -> [(
    path: BytePath, number: Int
  )] {
    guard let directory = try? System.openDirectory(path, in: base),
      let entries = try? listing.read(directory)
    else { return [] }
    return entries.compactMap { entry in
      guard entry.name.count == digits,
        entry.name.bytes.allSatisfy({ (0x30...0x39).contains($0) })
      else { return nil }
      return (path.appending(entry.name), entry.name.bytes.reduce(0) { $0 * 10 + Int($1) - 48 })
    }
  }

  /// When a directory was first met, or changed since: milliseconds since 1970. One that bears no
  /// time of `possible` is met now.
  func firstMet(
    _ path: BytePath, in base: borrowing Descriptor, possible: ClosedRange<Int64>
  ) -> Int64 {
    guard let facts = try? System.facts(path, in: base) else { return .max }
    let (seconds, overflow) = facts.modified.seconds.multipliedReportingOverflow(by: 1000)
    if !overflow, possible.contains(seconds) { return seconds }
    mark(path, in: base, as: possible.upperBound)
    return possible.upperBound
  }

  func mark(_ path: BytePath, in base: borrowing Descriptor, as time: Int64) {
    guard let directory = try? System.openDirectory(path, in: base) else { return }
    try? System.setModified(directory, to: time)
  }

  mutating func remove(_ path: BytePath, in base: borrowing Descriptor, depth: Int) {
    guard depth < 64 else { return }
    if let directory = try? System.openDirectory(path, in: base),
      let entries = try? listing.read(directory)
    {
      for entry in entries {
        if left <= 0 { return }
        // Only what went is counted, so that each call gets further.
        if (try? System.unlink(entry.name, in: directory)) != nil {
          left -= 1
        } else {
          remove(path.appending(entry.name), in: base, depth: depth + 1)
        }
      }
    }
    try? System.removeDirectory(path, in: base)
  }
}
