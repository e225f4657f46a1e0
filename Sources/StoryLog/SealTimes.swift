import Newsroom

/// When the segments of a log were sealed, as far as their seals can be believed: the clock may have
/// been wrong then. A log is in the order of time, whatever its clock said, so that a seal is no
/// older than those before it and no younger than those behind it.
///
/// All times are milliseconds since 1970, by the time that things age by.
struct SealTimes {
  /// Between which two moments a seal was made.
  struct Span: Hashable {
    var earliest: Int64
    /// From here on its age counts, so that nothing goes too early.
    var latest: Int64

    func isOlder(than keep: Int64, at now: Int64) -> Bool {
      let (age, overflow) = now.subtractingReportingOverflow(latest)
      return !overflow && age > keep
    }
  }

  /// Of each seal.
  private(set) var spans: [Span] = []
  /// Before the first of them.
  let beginning: Int64

  /// `sealed`: what each says, in the order of the log. `began`: when the active segment was begun.
  init(_ sealed: [Int64], began: Int64?, now: Int64) {
    let first = NewsDate.firstOfAll.milliseconds
    // A clock that is not set has nothing to reproach others with.
    beginning = now < first ? .min : first
    let possible = beginning...max(beginning, now)
    var bound = beginning
    var isBelieved: [Bool] = []
    for time in sealed {
      isBelieved.append(possible.contains(time) && time >= bound)
      if possible.contains(time) { bound = max(bound, time) }
      spans.append(Span(earliest: bound, latest: now))
    }
    var behind = now
    if let began, possible.contains(began), began >= bound { behind = began }
    for n in sealed.indices.reversed() {
      if isBelieved[n] { behind = sealed[n] }
      spans[n].latest = behind
    }
  }
}
