internal import CopyDesk
package import Newsroom

/// How many stories were recorded today, by the days of UTC.
package struct DayCount: Sendable, Equatable {
  private let start: NewsDate
  private var day: Int
  private var count = 0

  /// Begins to count at a start of the daemon.
  package init(start: NewsDate) {
    self.start = start
    day = start.day
  }

  package mutating func add(_ stories: Int, at now: NewsDate) {
    if now.day != day {
      day = now.day
      count = 0
    }
    count += stories
  }

  /// `1,204 stories today`, or `3 stories since 09:31 UTC` on the day of the start: what came
  /// before it was not counted.
  package func words(at now: NewsDate) -> String {
    let count = now.day == day ? count : 0
    let stories = "\(Self.grouped(count)) \(count == 1 ? "story" : "stories")"
    guard now.day == start.day else { return stories + " today" }
    return stories + " since \(start.rfc3339().dropFirst(11).prefix(5)) UTC"
  }

  /// `1,204`
  static func grouped(_ number: Int) -> String {
    let digits = String(number)
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}
