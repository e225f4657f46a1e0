internal import ArgumentParser
internal import Configuration
internal import CopyDesk
internal import Formats
internal import Newsroom
internal import Wireroom

/// `wireroom parse`
struct ParseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "Show the records that files would become, without touching any state.",
    discussion: """
      One line of JSON per story on standard output; `seq`, `ts` and `cluster` are null, for no \
      log has taken it. A file that is no story is named on standard error, and so is one in an \
      archive.

      EXAMPLES
        wireroom parse story.txt | jq .
        wireroom parse feed.xml | jq -r '[.date, .headline] | @tsv'
        echo '{"id":"1","file":"a.xml"}' | wireroom parse --batch

      EXIT STATUS  0, or 65 where a file, or one in an archive, became no story.
      """)

  @Flag(
    help: ArgumentHelp(
      "Read requests {\"id\",\"file\",\"http_headers\"} on standard input, a line each; answer "
        + "{\"id\",\"records\":[…]} or {\"id\",\"error\"}."))
  var batch = false

  @Flag(name: .customLong("no-html"), help: "Leave out the text/html body.")
  var leavesOutHTML = false

  @Option(
    help: "The configuration whose mappings and record settings hold.", completion: .file())
  var config: String?

  @Argument(help: "Story files.", completion: .file())
  var files: [String] = []

  func validate() throws {
    if batch != files.isEmpty { throw ValidationError("Name at least one file, or use --batch.") }
  }

  func run() throws {
    let configuration = try Configuration.optional(config)
    let normaliser = Normaliser(configuration, withHTML: !leavesOutHTML)
    if batch {
      return try Batch.run("records") { delivery throws(Rejection) in
        var lines: [[UInt8]] = []
        do {
          let lost = try eachRecord(of: delivery, normaliser) { lines.append($0) }
          if lines.isEmpty, let first = lost.first { throw first.rejection }
        } catch let rejection as Rejection {
          throw rejection
        } catch {}
        return [UInt8(ascii: "[")] + lines.joined(separator: [UInt8(ascii: ",")]) + [0x5D]
      }
    }
    var failed = 0
    for file in files {
      do {
        if try stream(file, normaliser) { continue }
        let delivery = try Delivery(parsing: file)
        let lost = try eachRecord(of: delivery, normaliser) { try Console.write($0 + [0x0A]) }
        for one in lost { Console.error("\(file): \(one.words)") }
        if !lost.isEmpty { failed += 1 }
      } catch is Console.Closed {
        return
      } catch let rejection as Rejection {
        Console.error("\(file): \(rejection.code): \(rejection.detail)")
        failed += 1
      } catch {
        Console.error("\(error)")
        failed += 1
      }
    }
    if failed > 0 {
      throw Failure.data("\(failed) of \(files.count) files became no story, in whole or in part")
    }
  }

  /// Longer files are read several times, by pieces, sooner than held with all their stories.
  private static let longFile = 8 << 20

  /// Whether the file was long, and its records could be written without it being held.
  private func stream(_ file: String, _ normaliser: Normaliser) throws -> Bool {
    guard let length = FileReading.length(of: file), length > Self.longFile else { return false }
    let delivery = Delivery(
      id: DeliveryID.make(milliseconds: Clock.now.milliseconds), route: .ingest, source: "parse",
      name: file, url: nil, bytes: [])
    let (digest, byteCount) = FileReading.digest(of: file)
    let record = RecordLine()
    var failure: (any Error)?
    let isWritten = try normaliser.stream(
      LongDocument { FileReading.pieces(of: file) }, delivery, byteCount: byteCount, digest: digest
    ) { story, provenance in
      guard failure == nil else { return }
      let line = record.story(
        story, from: provenance, placed: Placement(kind: .story), seq: nil, at: nil)
      do { try Console.write(line + [0x7D, 0x0A]) } catch { failure = error }
    }
    if let failure { throw failure }
    return isWritten
  }

  /// Calls `body` with each record's line: one at a time, for a long feed's are as long again.
  /// Returns the members of an archive that became none.
  private func eachRecord(
    of delivery: Delivery, _ normaliser: Normaliser, _ body: ([UInt8]) throws -> Void
  ) throws -> [LostMember] {
    let submission = normaliser.submission(for: delivery)
    switch submission.outcome {
    case .rejected(let rejection), .refused(let rejection, _): throw rejection
    case .stories(let stories):
      let record = RecordLine()
      for story in stories {
        let line = record.story(
          story, from: submission.provenance, placed: Placement(kind: .story), seq: nil, at: nil)
        try body(line + [0x7D])
      }
      return submission.lost
    }
  }
}

extension LostMember {
  /// `a/b.doc: unknown-format: It is …`
  var words: String { "\(member.words): \(rejection.code): \(rejection.detail)" }
}

extension Member {
  /// Its name on one line, or what it is.
  fileprivate var words: String {
    name.map(JournalHandler.oneLine) ?? "the file in it"
  }
}

extension Configuration {
  /// The configuration at a path, or the defaults where no path is given.
  static func optional(_ path: String?) throws -> Configuration {
    guard let path else { return Configuration() }
    do {
      return try read(path: path, environment: Environment.variables)
    } catch {
      throw Failure.configuration("\(error)")
    }
  }
}
