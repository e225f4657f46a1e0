internal import Glibc
package import Logging
internal import Synchronization

/// Writes one line an event on standard error, which systemd's journal reads: `<priority>` as
/// sd-daemon(3) has it where the journal listens, the level's name where a person does.
///
/// Whatever stands in a message or value, it stays one line: control characters, line separators
/// and bidi controls are written as \u{…}, so that nothing from a story can forge a line.
package struct JournalHandler: LogHandler {
  /// The level of all handlers that were made with it: a reload may change it.
  private let common: JournalLevel
  /// Of this one alone.
  private var own: Logger.Level?
  package var logLevel: Logger.Level {
    get { own ?? common.value }
    set { own = newValue }
  }
  package var metadata: Logger.Metadata = [:]
  private let isJournal: Bool

  package init(level: Logger.Level) { self.init(level: JournalLevel(level)) }

  package init(level: JournalLevel) {
    common = level
    isJournal = unsafe getenv("JOURNAL_STREAM") != nil
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var line = isJournal ? Self.priority(event.level) : "\(event.level): "
    line += Self.oneLine("\(event.message)")
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      line += " \(key)=\(Self.quoted("\(value)"))"
    }
    line += "\n"
    var left = Array(line.utf8)[...]
    while !left.isEmpty {
      let written = unsafe left.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      // A closed standard error is no reason to stop taking stories.
      guard written > 0 else { return }
      left = left.dropFirst(written)
    }
  }

  private static func priority(_ level: Logger.Level) -> String {
    switch level {
    case .trace, .debug: "<7>"
    case .info: "<6>"
    case .notice: "<5>"
    case .warning: "<4>"
    case .error: "<3>"
    case .critical: "<2>"
    }
  }

  private static func quoted(_ value: String) -> String {
    let safe = oneLine(value)
    let plain = !safe.isEmpty && !safe.utf8.contains { $0 <= 0x20 || $0 == 0x22 || $0 == 0x3D }
    return plain
      ? safe
      : "\""
        + safe.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\\\"") + "\""
  }

  package static func oneLine(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
        out.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      default: out.append(scalar)
      }
    }
    return String(out)
  }
}

/// How much the journal says, for all loggers at once.
package final class JournalLevel: Sendable {
  private let level: Mutex<Logger.Level>

  package init(_ level: Logger.Level) { self.level = Mutex(level) }

  package var value: Logger.Level {
    get { level.withLock(\.self) }
    set { level.withLock { $0 = newValue } }
  }
}
