/// What `verify` found.
package struct VerifyReport: Sendable {
  /// Something that is not as it was written.
  package struct Problem: Sendable, CustomStringConvertible {
    /// What is wrong; the raw value is stable.
    package enum Code: String, Sendable {
      /// A line was changed, or is none.
      case line
      /// Lines are missing.
      case missing
      /// A line stands in the wrong place.
      case order
      /// The last line has no end: the next start cuts it off.
      case torn
      /// A segment is gone, and not by retention.
      case segment
      /// A seal is missing, changed, or does not fit its segment or the seal before it.
      case seal
      /// An index is missing or changed: the next start makes it anew.
      case index
      /// Acknowledged lines are gone, or `committed` is not what was written.
      case committed
      /// `retired` is not what was written.
      case retired
    }

    package let code: Code
    package let path: String
    /// From 1.
    package let line: Int?
    /// Offset of that line in the file.
    package let byte: Int?
    /// A clause that says what was found.
    package let detail: String

    package var description: String {
      var text = path
      if let line { text += ", line \(line)" }
      if let byte { text += ", byte \(byte)" }
      return text + ": " + detail
    }
  }

  /// How far the verification has come.
  package struct Progress: Sendable {
    /// The segment that is read.
    package let path: String
    package let bytes: Int
    /// Bytes of all segments when it began.
    package let totalBytes: Int
  }

  /// In the order of the log, at most `problemLimit` of them.
  package internal(set) var problems: [Problem] = []
  /// Whether there were more.
  package internal(set) var isCutShort = false
  /// Segments that were read, and that retention has removed.
  package internal(set) var segments = 0
  package internal(set) var retiredSegments = 0
  /// Lines and bytes that were read.
  package internal(set) var lines = 0
  package internal(set) var bytes = 0
  /// Seq of the last line that was read, 0 for none.
  package internal(set) var lastSeq: UInt64 = 0
  /// The mark when it began, nil where there is none that is whole.
  package internal(set) var committed: Committed?
  /// Whether a writer was at work: then its uncommitted bytes are nobody's fault.
  package internal(set) var hasWriter = false

  /// Whether all is as it was written.
  package var isSound: Bool { problems.isEmpty }

  static let problemLimit = 1000

  mutating func add(
    _ code: Problem.Code, _ path: String, line: Int? = nil, byte: Int? = nil, _ detail: String
  ) {
    guard problems.count < Self.problemLimit else {
      isCutShort = true
      return
    }
    problems.append(Problem(code: code, path: path, line: line, byte: byte, detail: detail))
  }
}
