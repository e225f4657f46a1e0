internal import ArgumentParser
internal import Glibc
internal import StoryLog

/// `wireroom verify`
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Re-read both logs whole and prove them: every byte, line, seal and index.",
    discussion: """
      A daemon may be running: then its log is checked up to what it had committed.

      EXAMPLES
        wireroom verify --state /var/lib/wireroom

      EXIT STATUS  0 whole; 65 damaged (each place is named); 66 there is no log.
      """)

  @Option(help: "The state directory.", completion: .directory)
  var state: String

  @Flag(name: .shortAndLong, help: "Say nothing but what is wrong.")
  var quiet = false

  func run() throws {
    guard unsafe access("\(state)/stories", R_OK) == 0 else {
      throw Failure.noInput("\(state)/stories: there is no log to read here")
    }
    var problems = 0
    for name in ["stories", "sightings"] {
      do throws(LogError) {
        let report = try Verifier.verify(stateDirectory: state, name: name) { progress in
          guard Console.isTerminal, !quiet else { return }
          let percent = progress.totalBytes > 0 ? progress.bytes * 100 / progress.totalBytes : 100
          Console.progress("\r\(name): \(percent) %\u{1B}[K")
        }
        if Console.isTerminal, !quiet { Console.progress("\r\u{1B}[K") }
        for problem in report.problems { Console.error("\(problem)") }
        problems += report.problems.count
        if !quiet { Console.error("\(name): \(Self.summary(of: report))") }
      } catch {
        throw Failure(log: error)
      }
    }
    if problems > 0 {
      throw Failure.data("the log is damaged: \(problems) problem\(problems == 1 ? "" : "s")")
    }
  }

  /// `1200 lines, 3 segments, whole; seq 1 to 1200, chain …`
  private static func summary(of report: VerifyReport) -> String {
    var text = "\(report.lines) lines in \(report.segments) segments, \(report.bytes) bytes"
    if report.retiredSegments > 0 {
      text += " (\(report.retiredSegments) segments removed by retention)"
    }
    text += report.isSound ? ": whole" : ": \(report.problems.count) problems"
    if report.isCutShort { text += " and more" }
    if report.lastSeq > 0 { text += ", last seq \(report.lastSeq)" }
    return text + (report.hasWriter ? "; a daemon is writing" : "")
  }
}
