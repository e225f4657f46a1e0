/// A mail or a part of one: its fields, and a body or more parts. Source: RFC 2046.
struct MailEntity {
  let header: MailHeader
  /// `text/plain`, as declared or implied.
  let type: MailValue
  /// As it came, encoded; empty where there are parts.
  private(set) var body: ArraySlice<UInt8> = []
  private(set) var parts: [MailEntity] = []
  /// The boundary that ends the last part never came.
  private(set) var isCut = false

  /// Deeper nesting, or more parts in all, is no letter: what is beyond is left out.
  private static let maximumDepth = 16
  private static let maximumParts = 400

  init(_ bytes: ArraySlice<UInt8>) {
    var budget = Self.maximumParts
    self.init(bytes, depth: 0, implied: "text/plain", &budget)
  }

  private init(_ bytes: ArraySlice<UInt8>, depth: Int, implied: String, _ budget: inout Int) {
    var start = bytes.startIndex
    header = MailHeader(bytes, bodyStart: &start)
    let declared = header.value("content-type")
    let isDeclared = declared?.value.contains("/") == true
    let type = isDeclared ? declared ?? MailValue([]) : MailValue(Array(implied.utf8))
    self.type = type
    let content = bytes[start...]
    guard type.kind == "multipart" else {
      body = content
      return
    }
    let boundary = type.bytes("boundary") ?? Self.guess(content)
    guard depth < Self.maximumDepth, let boundary, !boundary.isEmpty else { return }
    let found = Self.split(content, at: boundary, limit: budget)
    isCut = !found.isClosed
    budget -= found.parts.count
    let inner = type.value == "multipart/digest" ? "message/rfc822" : "text/plain"
    for part in found.parts {
      parts.append(MailEntity(part, depth: depth + 1, implied: inner, &budget))
    }
  }

  /// The body without its transfer encoding.
  func decoded() -> [UInt8] {
    MailTransfer.decode(body, encoding: header.value("content-transfer-encoding")?.value)
  }

  /// `attachment` or `inline`.
  var disposition: String? { header.value("content-disposition")?.value }

  /// The name it is to be saved under.
  var fileName: String? {
    header.value("content-disposition")?.parameter("filename") ?? type.parameter("name")
  }

  // MARK: Boundaries

  private static func split(
    _ content: ArraySlice<UInt8>, at boundary: [UInt8], limit: Int
  ) -> (parts: [ArraySlice<UInt8>], isClosed: Bool) {
    let mark = [0x2D, 0x2D] + boundary
    var parts: [ArraySlice<UInt8>] = []
    var start: Int?
    var line = content.startIndex
    while line < content.endIndex {
      if content[line] == 0x2D, content[line...].starts(with: mark),
        isBoundary(content[(line + mark.count)...])
      {
        let after = line + mark.count
        if let start { parts.append(content[start..<endOfPart(content, start, line)]) }
        if content[after...].starts(with: [0x2D, 0x2D]) { return (parts, true) }
        if parts.count >= limit { return (parts, true) }
        let end = content[after...].firstIndex(of: 0x0A) ?? content.endIndex
        start = min(end + 1, content.endIndex)
      }
      guard let end = content[line...].firstIndex(of: 0x0A) else { break }
      line = end + 1
    }
    if let start { parts.append(content[start...]) }
    return (parts, false)
  }

  /// Whether the line ends behind the mark: another boundary may begin with the same letters.
  private static func isBoundary(_ rest: ArraySlice<UInt8>) -> Bool {
    let rest = rest.starts(with: [0x2D, 0x2D]) ? rest.dropFirst(2) : rest
    let next = rest.first { $0 != 0x20 && $0 != 0x09 }
    return next == nil || next == 0x0D || next == 0x0A
  }

  /// The line break before a boundary belongs to it.
  private static func endOfPart(_ content: ArraySlice<UInt8>, _ start: Int, _ line: Int) -> Int {
    var end = line
    if end > start, content[end - 1] == 0x0A { end -= 1 }
    if end > start, content[end - 1] == 0x0D { end -= 1 }
    return max(end, start)
  }

  /// The first line that could be a boundary, where none is declared.
  private static func guess(_ content: ArraySlice<UInt8>) -> [UInt8]? {
    for line in content.prefix(4096).split(separator: 0x0A)
    where line.starts(with: [0x2D, 0x2D]) && line.count > 4 {
      return Array(line.dropFirst(2).filter { $0 > 0x20 })
    }
    return nil
  }
}
