internal import Newsroom
internal import Wireroom

/// The batch mode of `parse` and `inspect`: a request a line on standard input, an answer a line
/// on standard output, in the same order.
enum Batch {
  /// `{"id":…,"file":…,"http_headers":{…}}`; a header `x-base-url` is the address it came from.
  private struct Request {
    let id: String
    let file: String
    let headers: [String: String]

    init?(_ line: [UInt8]) {
      guard let json = try? JSONValue.parse(line), let id = json["id"]?.stringValue,
        let file = json["file"]?.stringValue
      else { return nil }
      self.id = id
      self.file = file
      var headers: [String: String] = [:]
      for member in json["http_headers"]?.members ?? [] {
        if let value = member.value.stringValue { headers[member.name.lowercased()] = value }
      }
      self.headers = headers
    }
  }

  /// `answer` gives the JSON of `member`, or throws why there is none, which becomes `error`.
  static func run(
    _ member: StaticString, _ answer: (Delivery) throws(Rejection) -> [UInt8]
  ) throws {
    try Console.eachInputLine { line in
      guard line.contains(where: { $0 > 0x20 }) else { return }
      guard let request = Request(line) else {
        throw Failure.data(
          "a line on standard input is no request; wanted: {\"id\":\"1\",\"file\":\"a.xml\"}")
      }
      var json = JSONWriter(reserving: 8192)
      json.beginObject()
      json.member("id", request.id)
      do {
        let delivery = try Delivery(parsing: request.file, headers: request.headers)
        let value = try answer(delivery)
        json.key(member)
        json.raw(value.span)
      } catch let rejection as Rejection {
        json.member("error", "\(rejection.code): \(rejection.detail)")
      } catch {
        json.member("error", "\(error)")
      }
      json.endObject()
      try Console.write(json.take() + [0x0A])
    }
  }
}

extension Delivery {
  /// A file that is only looked at. Saved responses often say under `X-Base-URL` where they are
  /// from. 1 GiB is what memory is spent on without being asked.
  init(
    parsing path: String, url: String? = nil, headers: [String: String] = [:]
  ) throws(FileReading.Failure) {
    self.init(
      id: DeliveryID.make(milliseconds: Clock.now.milliseconds), route: .ingest, source: "parse",
      name: path, url: url ?? headers["x-base-url"], headers: headers,
      bytes: try FileReading.read(path, limit: 1 << 30))
  }
}
