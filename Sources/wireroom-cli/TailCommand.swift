internal import ArgumentParser
internal import Glibc
internal import StoryLog

/// `wireroom tail`
struct TailCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail",
    abstract: "Print the log's lines, from a place you remember, across all its segments.",
    discussion: """
      EXAMPLES
        wireroom tail --state /var/lib/wireroom              the last 10 records
        wireroom tail --state /var/lib/wireroom -n 0 -f      what comes from now on
        wireroom tail --state /var/lib/wireroom --from 1200 -f | jq .headline
        wireroom tail --state /var/lib/wireroom --sightings -n 20

      EXIT STATUS  0; 66 there is no log; 65 the wanted lines were removed by retention, or the \
      log is damaged.
      """)

  @Option(help: "The state directory.", completion: .directory)
  var state: String

  @Option(name: .customShort("n"), help: "How many of the last lines to begin with.")
  var count: Int?

  @Flag(name: .customShort("f"), help: "Go on as the log grows.")
  var follows = false

  @Option(help: "Begin with this seq.")
  var from: UInt64?

  @Flag(help: "Print the sightings: duplicates, late versions, rejections.")
  var sightings = false

  @Flag(help: "Stop at what the disk has confirmed: no power cut can take it back.")
  var committed = false

  func validate() throws {
    if from != nil, count != nil { throw ValidationError("Either -n or --from, not both.") }
    if let count, count < 0 { throw ValidationError("-n wants a number from 0 on.") }
  }

  func run() throws {
    let name = sightings ? "sightings" : "stories"
    guard unsafe access("\(state)/\(name)", R_OK) == 0 else {
      throw Failure.noInput("\(state)/\(name): there is no log to read here")
    }
    do {
      try print(name)
    } catch is Console.Closed {
      // The reader has gone: `wireroom tail | head` ends so.
      return
    } catch let error as LogError {
      throw Failure(status: 65, message: "\(error)")
    }
  }

  private func print(_ name: String) throws {
    var reader = LogReader(
      stateDirectory: state, name: name, from: try start(name),
      to: committed ? .committed : .available)
    while true {
      if let batch = try reader.next() {
        try Console.write(batch.bytes)
      } else if follows {
        usleep(100_000)
      } else {
        return
      }
    }
  }

  /// The seq to begin with: the one asked for, or so many lines before the end.
  private func start(_ name: String) throws -> UInt64 {
    if let from { return max(1, from) }
    let extent: LogReader.Extent = committed ? .committed : .available
    let bounds = try LogReader.bounds(stateDirectory: state, name: name, to: extent)
    let wanted = UInt64(count ?? 10)
    let next = bounds.last + 1
    return max(bounds.first, next > wanted ? next - wanted : 1)
  }
}
