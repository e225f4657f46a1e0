internal import Archives
internal import ArgumentParser
internal import Formats
internal import Newsroom
internal import Wireroom

/// `wireroom inspect`
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract:
      "Show any feed as JSON Feed 1.1, with what JSON Feed has no place for under _wireroom.",
    discussion: """
      Of an archive each file is shown, a line each.

      EXAMPLES
        wireroom inspect feed.xml | jq '.items[].title'
        wireroom inspect saved.xml --url https://news.example/feed --content-type text/xml
        echo '{"id":"1","file":"a.xml","http_headers":{}}' | wireroom inspect --batch

      EXIT STATUS  0, or 65 where the file is no feed.
      """)

  @Flag(
    help: ArgumentHelp(
      "Read requests {\"id\",\"file\",\"http_headers\"} on standard input, a line each; answer "
        + "{\"id\",\"feed\":{…}} or {\"id\",\"error\"}. A header x-base-url is its address."))
  var batch = false

  @Option(help: "The address that the file came from; relative links are resolved against it.")
  var url: String?

  @Option(help: "The Content-Type that it was served with.")
  var contentType: String?

  @Argument(help: "A feed.", completion: .file())
  var file: String?

  func validate() throws {
    if batch != (file == nil) { throw ValidationError("Name one file, or use --batch.") }
  }

  func run() throws {
    if batch {
      return try Batch.run("feed") { delivery throws(Rejection) in
        guard let kind = ArchiveKind(delivery.bytes) else { return try Self.feed(delivery) }
        // One answer, so one file: the first that is a feed.
        var feeds: [[UInt8]] = []
        let lost = try Self.eachFeed(in: delivery, kind) { if feeds.isEmpty { feeds = [$0] } }
        if let feed = feeds.first { return feed }
        throw lost.first?.rejection ?? Rejection(code: "empty", detail: "There is no file in it.")
      }
    }
    guard let file else { return }
    var headers: [String: String] = [:]
    headers["content-type"] = contentType
    do {
      if try Self.stream(file, url: url, headers) { return }
      let delivery = try Delivery(parsing: file, url: url, headers: headers)
      guard let kind = ArchiveKind(delivery.bytes) else {
        return try Console.write(Self.feed(delivery) + [0x0A])
      }
      let lost = try Self.eachFeed(in: delivery, kind) { try? Console.write($0 + [0x0A]) }
      for one in lost { Console.error("\(file): \(one.words)") }
      if !lost.isEmpty { throw Failure.data("\(lost.count) of the files in it cannot be shown") }
    } catch let rejection as Rejection {
      throw Failure.data("\(file): \(rejection.code): \(rejection.detail)")
    } catch let failure as FileReading.Failure {
      throw Failure.noInput("\(failure)")
    }
  }

  /// Longer files are read by pieces, their items written as they come.
  private static let longFile = 1 << 20

  /// Whether the file was long, and could be shown without being held.
  private static func stream(
    _ file: String, url: String?, _ headers: [String: String]
  ) throws(Rejection) -> Bool {
    guard let length = FileReading.length(of: file), length > longFile else { return false }
    let delivery = Delivery(
      id: DeliveryID.make(milliseconds: Clock.now.milliseconds), route: .ingest, source: "parse",
      name: file, url: url ?? headers["x-base-url"], headers: headers, bytes: [])
    let document = LongDocument { FileReading.pieces(of: file) }
    let isShown = try JSONFeedWriter.write(document, delivery) { piece in
      do {
        try Console.write(piece)
        return true
      } catch {
        return false
      }
    }
    if isShown { try? Console.write([0x0A]) }
    return isShown
  }

  /// Calls `body` with the JSON of each file of an archive. Returns the others.
  private static func eachFeed(
    in archive: Delivery, _ kind: ArchiveKind, _ body: ([UInt8]) -> Void
  ) throws(Rejection) -> [LostMember] {
    var lost: [LostMember] = []
    try Unpacking.members(of: archive.bytes, kind) { member throws(Rejection) in
      do throws(Rejection) {
        var inner = archive
        inner.bytes = try member.content.get()
        body(try feed(inner))
      } catch {
        lost.append(
          LostMember(part: 0, parts: 0, member: Member(name: member.name), rejection: error))
      }
    }
    return lost
  }

  private static func feed(_ delivery: Delivery) throws(Rejection) -> [UInt8] {
    var json = JSONWriter(reserving: delivery.bytes.count + 1024)
    try JSONFeedWriter.write(delivery, into: &json)
    return json.take()
  }
}
