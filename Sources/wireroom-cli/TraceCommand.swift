internal import ArgumentParser
internal import Configuration
internal import Glibc
internal import Newsroom
internal import StoryLog
internal import Wireroom

/// `wireroom trace`
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Tell what became of a file, a URL, a uri, a hash, a delivery or a record.",
    discussion: """
      Both logs are searched, beside a running daemon if need be. Shown are the records and \
      sightings that speak of it (marked *), the revisions before and after, all sightings of \
      those, and where each file lies now. A file that is there is found by its bytes and by the \
      stories in it, whatever it was called; ./12 is a file, 12 a seq.

      EXAMPLES
        wireroom trace --state /var/lib/wireroom 1204
        wireroom trace --state /var/lib/wireroom ~/strike.txt
        wireroom trace --state /var/lib/wireroom strike.txt        by the name it came under
        wireroom trace --state /var/lib/wireroom 'https://news.example/strike?utm_source=x'
        wireroom trace --state /var/lib/wireroom nc1:d1c2…         or nt1:, sha256:, or the digits
        wireroom trace --state /var/lib/wireroom 01KB3…            a delivery, from the journal
        wireroom trace --state /var/lib/wireroom --json 1204 | jq .record.kind

      EXIT STATUS  0; 66 the logs know nothing of it, or there is no log; 65 the log is damaged.
      """)

  @Option(help: "The state directory.", completion: .directory)
  var state: String

  @Option(
    help: "The configuration by whose mappings a file is read.", completion: .file())
  var config: String?

  @Flag(
    help: ArgumentHelp(
      "A line of JSON for each: log, hit, place, and the record or sighting itself."))
  var json = false

  @Argument(
    help: ArgumentHelp("A file, URL, uri, hash, delivery or seq.", valueName: "what"),
    completion: .file())
  var what: String

  func run() throws {
    guard unsafe access("\(state)/stories", R_OK) == 0 else {
      throw Failure.noInput("\(state)/stories: there is no log to read here")
    }
    let mappings = try Configuration.optional(config).mappings.map(XMLMapping.init)
    let chains: [Trace.Chain]
    do {
      let query = try TraceQuery(what, mappings: mappings)
      chains = try Trace.run(query, state: state) { progress in
        guard Console.isTerminal, progress.totalBytes > 256 << 20 else { return }
        Console.progress("\r\(progress.bytes * 100 / progress.totalBytes) %\u{1B}[K")
      }
      if Console.isTerminal { Console.progress("\r\u{1B}[K") }
    } catch let error as LogError {
      throw Failure(status: 65, message: "\(error)")
    } catch let failure as FileReading.Failure {
      throw Failure.noInput("\(failure)")
    }
    guard !chains.isEmpty else { throw Failure.noInput("\(what): the logs know nothing of it") }
    do {
      try print(chains)
    } catch {
      return
    }
    if chains.joined().count(where: \.isHit) >= Trace.mostHits {
      Console.error("there is more: only the first \(Trace.mostHits) were followed")
    }
  }

  private func print(_ chains: [Trace.Chain]) throws(Console.Closed) {
    for (n, chain) in chains.enumerated() {
      if json {
        for entry in chain { try Console.write(Self.line(entry)) }
      } else {
        let text = (n > 0 ? "\n" : "") + Trace.words(chain).joined(separator: "\n") + "\n"
        try Console.write(Array(text.utf8))
      }
    }
  }

  private static func line(_ entry: Trace.Entry) -> [UInt8] {
    var json = JSONWriter(reserving: entry.line.line.count + 256)
    json.beginObject()
    json.member("log", entry.line.log.rawValue)
    json.key("hit")
    json.bool(entry.isHit)
    json.nullable("place", entry.place)
    json.key("record")
    json.raw(entry.line.line.span)
    json.endObject()
    return json.take() + [0x0A]
  }
}
