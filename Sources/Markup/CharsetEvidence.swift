/// What a document and its transport say of its character set, before anything is believed.
enum CharsetEvidence {
  /// A byte-order mark: its set and its width in bytes.
  static func byteOrderMark(_ bytes: [UInt8]) -> (label: CharsetLabel, width: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (wide("utf-8"), 3) }
    if bytes.starts(with: [0x00, 0x00, 0xFE, 0xFF]) { return (wide("utf-32be"), 4) }
    if bytes.starts(with: [0xFF, 0xFE, 0x00, 0x00]) { return (wide("utf-32le"), 4) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (wide("utf-16be"), 2) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (wide("utf-16le"), 2) }
    return nil
  }

  /// UTF-16 or UTF-32 without a mark, by where the zero bytes stand: markup is mostly ASCII.
  static func wideUnits(_ bytes: [UInt8]) -> CharsetLabel? {
    let sample = bytes.prefix(1024)
    guard sample.count >= 8 else { return nil }
    var zeros = [0, 0, 0, 0]
    for (n, byte) in sample.enumerated() where byte == 0 { zeros[n & 3] += 1 }
    let quarter = sample.count / 4
    let most = quarter * 3 / 4
    let few = quarter / 10
    func at(_ n: Int) -> Bool { zeros[n] >= max(most, 1) }
    func bare(_ n: Int) -> Bool { zeros[n] <= few }
    if at(0), at(1), at(2), bare(3) { return wide("utf-32be") }
    if bare(0), at(1), at(2), at(3) { return wide("utf-32le") }
    if at(0), bare(1), at(2), bare(3) { return wide("utf-16be") }
    if bare(0), at(1), bare(2), at(3) { return wide("utf-16le") }
    return nil
  }

  /// The `charset` parameter of a Content-Type, and whether its type is `text/…`, whose default
  /// is US-ASCII (RFC 3023).
  static func header(_ contentType: String?) -> (label: CharsetLabel?, isText: Bool) {
    guard let contentType else { return (nil, false) }
    let text = contentType.lowercased()
    var label: CharsetLabel?
    for parameter in text.split(separator: ";").dropFirst() {
      let parts = parameter.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, trim(parts[0]) == "charset" else { continue }
      label = CharsetLabel(trim(parts[1]))
      break
    }
    return (label, text.hasPrefix("text/"))
  }

  private static func trim(_ text: Substring) -> Substring {
    var text = text
    func isOutside(_ c: Character) -> Bool { c == " " || c == "\t" || c == "\"" || c == "'" }
    while let first = text.first, isOutside(first) { text.removeFirst() }
    while let last = text.last, isOutside(last) { text.removeLast() }
    return text
  }

  /// The encoding of an XML declaration, or of an HTML `<meta>`, within the first kilobytes of
  /// bytes in which ASCII stands for itself.
  static func declaration(_ bytes: [UInt8]) -> CharsetLabel? {
    let head = Array(bytes.prefix(4096))
    // Plain text has no tag in which it could declare one.
    guard head.contains(UInt8(ascii: "<")) else { return nil }
    if let at = find("<?xml", in: head, from: 0), let end = find("?>", in: head, from: at),
      let name = find("encoding", in: head, from: at), name < end
    {
      return value(after: name + 8, in: head, until: end)
    }
    var from = 0
    while let meta = find("<meta", in: head, from: from) {
      let end = find(">", in: head, from: meta) ?? head.count
      if let name = find("charset", in: head, from: meta), name < end {
        return value(after: name + 7, in: head, until: end)
      }
      from = end
    }
    return nil
  }

  /// The label after `=`, with or without quotes.
  private static func value(after start: Int, in bytes: [UInt8], until end: Int) -> CharsetLabel? {
    func isFiller(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "=")
        || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }
    var from = start
    while from < end, isFiller(bytes[from]) { from += 1 }
    var to = from
    while to < end, !isFiller(bytes[to]), bytes[to] != UInt8(ascii: ";"),
      bytes[to] != UInt8(ascii: "/")
    {
      to += 1
    }
    return CharsetLabel(String(decoding: bytes[from..<to], as: UTF8.self))
  }

  /// Where `needle` (ASCII, lower case) stands, whatever its case in `bytes`.
  private static func find(_ needle: StaticString, in bytes: [UInt8], from: Int) -> Int? {
    let needle = Array(needle.description.utf8)
    var i = from
    while i + needle.count <= bytes.count {
      var n = 0
      while n < needle.count {
        let byte = bytes[i + n]
        let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        if lower != needle[n] { break }
        n += 1
      }
      if n == needle.count { return i }
      i += 1
    }
    return nil
  }

  private static func wide(_ name: String) -> CharsetLabel {
    CharsetLabel(name: name, converter: name)
  }
}
