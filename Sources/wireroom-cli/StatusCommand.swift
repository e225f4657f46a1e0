internal import ArgumentParser
internal import Glibc
internal import StoryLog
internal import Wireroom

/// `wireroom status`
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tell how a daemon does: its sources, the log, disk, index and memory.",
    discussion: """
      The daemon answers by itself, over control.sock in the state directory; whoever may write \
      there (the daemon's user and group) may ask. Where no daemon runs, what the directory says \
      is shown, and the sources as the last daemon left them.

      EXAMPLES
        wireroom status --state /var/lib/wireroom
        wireroom status --state /var/lib/wireroom --json | jq '.sources[] | {name, last_arrival}'
        wireroom status --state /var/lib/wireroom > /dev/null || page-somebody

      EXIT STATUS  0 all is well; 69 a daemon runs and something is the matter, or none runs; \
      66 there is no log; 75 a daemon has the directory and does not answer (it starts, or is \
      stuck); 77 this user may not ask.
      """)

  @Option(help: "The state directory.", completion: .directory)
  var state: String

  @Flag(help: "One line of JSON; its keys are stable (docs/operating.md).")
  var json = false

  func run() throws {
    let report = try report()
    do {
      if json {
        try Console.write(report.json + [0x0A])
      } else {
        for line in report.words { try Console.write(Array("\(line)\n".utf8)) }
      }
    } catch {
      return
    }
    if report.condition != .well { throw Failure(status: 69, message: nil) }
  }

  private func report() throws -> StatusReport {
    do throws(ControlSocket.Silence) {
      let line = try ControlSocket.ask(.status, state: state)
      guard let report = StatusReport(json: line) else {
        throw .mute("its answer is none that this version reads")
      }
      return report
    } catch {
      switch error {
      case .absent where StateLock.isHeld(directory: state):
        throw Failure(
          status: 75,
          message: "\(state): a daemon has this directory and does not answer: it starts, or an "
            + "ingest runs")
      case .absent:
        guard let report = StatusReport.offline(state: state) else {
          throw Failure.noInput("\(state): there is no log here")
        }
        return report
      case .forbidden:
        throw Failure(
          status: 77,
          message: "\(ControlSocket.path(state: state)): this user may not ask; "
            + "join the daemon's group")
      case .mute(let reason):
        throw Failure(status: 75, message: "\(ControlSocket.path(state: state)): \(reason)")
      }
    }
  }
}
