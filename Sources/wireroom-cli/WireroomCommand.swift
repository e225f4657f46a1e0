internal import ArgumentParser
internal import CopyDesk
internal import Glibc
internal import Isolation
internal import Wireroom

/// `wireroom`: the commands.
@main
struct WireroomCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wireroom",
    abstract: "The room where every story arrives: files in, one log out, each story once.",
    discussion: """
      Wireroom watches folders into which wires and people drop story files, normalises each \
      story into one IPTC ninjs record, and appends it, once, to a log that other tools read.

      EXAMPLES
        wireroom run --config config/wireroom.yaml        the daemon
        wireroom ingest --state /var/lib/wireroom ~/stories   a folder, without a daemon
        wireroom parse story.txt | jq .headline           what a file would become
        wireroom tail --state /var/lib/wireroom -f        the log as it grows
        wireroom status --state /var/lib/wireroom         how the daemon does
        wireroom feeds add --config wireroom.yaml URL     a feed, or a page that names one

      EXIT STATUS
        0   done
        64  the command line is wrong
        65  data is wrong: a file is no story, a log is damaged
        66  an input is not there
        69  status: something is the matter, or no daemon runs; feeds: an address has no feed
        70  a fault in wireroom itself
        71  no process to parse in can be started
        73  a directory or the file of feeds could not be made
        74  an input or output error: a disk did not confirm a flush
        75  somebody else holds the state directory; try again later
        77  not permitted
        78  the configuration is wrong
      """,
    version: Machine.version,
    subcommands: [
      RunCommand.self, IngestCommand.self, ParseCommand.self, InspectCommand.self,
      TailCommand.self, StatusCommand.self, TraceCommand.self, FailedCommand.self,
      FeedsCommand.self, CheckCommand.self, VerifyCommand.self,
    ])

  static func main() async {
    // Before anything that could start a thread: what follows has one, and gives up the rest.
    if CommandLine.arguments.dropFirst().first == Worker.word { serve() }
    // A reader that goes away (`wireroom tail | head`) is an error of write(2), not a death.
    signal(SIGPIPE, SIG_IGN)
    // So is a file size limit that is reached: the log answers it as a full disk.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot()
      // It asks a daemon to reload; until that listens, it must not be a death.
      if command is RunCommand { signal(SIGHUP, SIG_IGN) }
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as Failure {
      if let message = failure.message { Console.error("wireroom: \(message)") }
      Glibc.exit(failure.status)
    } catch {
      exit(withError: error)
    }
  }

  /// The hidden command by which the daemon starts the processes that parse.
  private static func serve() -> Never {
    guard WarmUp.insistOnMemory() else { Glibc.exit(70) }
    Worker.run(warmUp: WarmUp.run) { assignment in
      assignment.normaliser.transcript(
        of: assignment.delivery, breakingOff: assignment.breakingOff)
    }
  }
}

/// An end that is not success: what to say and the exit status of sysexits.h.
struct Failure: Error {
  let status: Int32
  /// Nil: all is said.
  let message: String?

  static func data(_ message: String) -> Failure { Failure(status: 65, message: message) }
  static func noInput(_ message: String) -> Failure { Failure(status: 66, message: message) }
  static func configuration(_ message: String) -> Failure {
    Failure(status: 78, message: message)
  }
}
