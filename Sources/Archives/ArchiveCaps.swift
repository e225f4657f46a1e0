internal import Newsroom

/// How much may come out of an archive. Deliveries of real newsrooms stay far below: a day of an
/// agency's wire is some ten thousand items and 50 MB, and texts shrink to a tenth.
package struct ArchiveCaps: Sendable {
  /// Of one member. As much as an inbox takes as one file.
  package var memberBytes = 64 << 20
  /// Of all members together, archives inside of it included.
  package var totalBytes = 128 << 20
  /// How many times its own size an archive may become, once that is over `ratioFrom`. A thousand
  /// is the most that deflate can do, and what bombs do.
  package var ratio = 200
  package var ratioFrom = 16 << 20
  package var members = 10_000
  /// Archives inside of archives: how many, the outermost included.
  package var depth = 3

  package init() {}

  /// The most bytes that may come out of an archive of `count`.
  package func allowance(for count: Int) -> Int {
    let (most, overflows) = count.multipliedReportingOverflow(by: ratio)
    return min(totalBytes, max(ratioFrom, overflows ? totalBytes : most))
  }
}

/// What is left of the caps for one delivery, shared by all archives in it: a file that comes out of
/// one may hold the next.
package final class ArchiveBudget {
  let caps: ArchiveCaps
  private let allowance: Int
  private var bytes = 0
  private var members = 0

  /// `count`: how many bytes came, packed.
  package init(_ caps: ArchiveCaps = ArchiveCaps(), archive count: Int) {
    self.caps = caps
    allowance = caps.allowance(for: count)
  }

  /// Throws `archive-bomb` where more came out than the caps allow.
  func spend(bytes count: Int) throws(Rejection) {
    bytes += count
    guard bytes > allowance else { return }
    throw Rejection(
      code: "archive-bomb",
      detail: "Unpacked it is over \(allowance >> 20) MiB, more than an archive of this size may "
        + "become; nothing of it was taken. Deliver genuine ones in smaller archives.")
  }

  /// Throws `too-many-members`.
  func spendMember() throws(Rejection) {
    members += 1
    if members > caps.members { throw Self.tooMany(caps.members) }
  }

  static func tooMany(_ cap: Int) -> Rejection {
    Rejection(
      code: "too-many-members",
      detail: "There are more than \(cap) files in the archive; nothing of it was taken. Deliver "
        + "them in several archives.")
  }
}
