package import Configuration
internal import Inbox
package import Isolation
internal import StoryLog

/// Looks at all that a configuration speaks of, before a daemon runs on it: what would fail at the
/// start, and what would go on badly.
package enum Check {
  /// Something that was looked at.
  package struct Finding: Sendable, Equatable {
    package enum Grade: String, Sendable {
      case well = "ok"
      /// It works, and an operator should know.
      case notable = "note"
      /// A daemon would not start, or not take what it should.
      case wrong = "WRONG"
    }

    package let grade: Grade
    /// What it is about: a folder, a feed's name.
    package let subject: String
    /// A sentence.
    package let text: String

    package init(_ grade: Grade, _ subject: String, _ text: String) {
      self.grade = grade
      self.subject = subject
      self.text = text
    }
  }

  /// Below this a disk is as good as full for a news room.
  private static let scarce = 1 << 30

  /// Everything but what needs the network: that is a step of its own (`wireroom check --poll`).
  package static func look(_ configuration: Configuration) -> [Finding] {
    var findings = state(configuration.state)
    for inbox in configuration.inboxes {
      findings += Examination.look(InboxSettings(inbox)).map { finding in
        let grade: Finding.Grade =
          switch finding.grade {
          case .well: .well
          case .notable: .notable
          case .wrong: .wrong
          }
        return Finding(grade, inbox.path, finding.text)
      }
    }
    if !configuration.feeds.isEmpty, configuration.polling.contact == nil {
      findings.append(
        Finding(
          .notable, "feeds",
          "the user agent names nobody whom a server's owner could write to: set polling.contact"))
    }
    return findings + room([configuration.state] + configuration.inboxes.map(\.path))
  }

  /// Whether documents can be parsed where the configuration wants them to be.
  package static func look(at parsers: Parsers) async -> Finding {
    guard case .processes(let pool) = parsers else {
      return Finding(
        .notable, "isolation", "none: a document that crashes its parser takes the daemon with it")
    }
    do {
      let missing = try await pool.check()
      guard missing.isEmpty else {
        let names = missing.joined(separator: " and ")
        return Finding(
          .notable, "isolation", "parsers run without \(names), which this kernel does not have")
      }
      return Finding(
        .well, "isolation", "documents are parsed in processes that may do nothing else")
    } catch {
      return Finding(.wrong, "isolation", "\(error)")
    }
  }

  private static func state(_ path: String) -> [Finding] {
    switch Machine.access(path) {
    case .missing:
      return [Finding(.notable, path, "not there yet: the daemon makes it where it may")]
    case .noDirectory:
      return [Finding(.wrong, path, "a file is in the way where a directory belongs")]
    case .readOnly:
      return [
        Finding(
          .wrong, path,
          "this user may not write in it: look as the daemon's (sudo -u wireroom), which should own it"
        )
      ]
    case .writable: break
    }
    if let holder = StateLock.holder(directory: path) {
      return [Finding(.notable, path, "\(holder) has it: a second daemon would not start")]
    }
    return [Finding(.well, path, "writable, and no daemon has it")]
  }

  private static func room(_ paths: [String]) -> [Finding] {
    Disks.read(paths, growth: nil).map { disk in
      let text = "\(Columns.size(disk.free)) of \(Columns.size(disk.size)) free"
      return Finding(
        disk.free < scarce ? .notable : .well, disk.paths.joined(separator: ", "),
        disk.free < scarce ? text + ": a full disk stops the intake" : text)
    }
  }
}
