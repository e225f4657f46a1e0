/// A field's value with parameters: `text/plain; charset="utf-8"; name*0*=utf-8''a%20…`.
/// Source: RFC 2045, 5.1; RFC 2231.
struct MailValue {
  /// What stands before the first semicolon, in lower case.
  let value: String
  private var parameters: [(name: String, value: [UInt8])] = []

  private static let maximumParameters = 100

  init(_ bytes: [UInt8]) {
    var pieces = Self.pieces(of: bytes)
    let first = pieces.isEmpty ? [] : pieces.removeFirst()
    value = String(decoding: Self.trimmed(Self.withoutComments(first)[...]), as: UTF8.self)
      .lowercased()
    for piece in pieces.prefix(Self.maximumParameters) {
      guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let name = String(decoding: Self.trimmed(piece[..<equals]), as: UTF8.self).lowercased()
      let text = Self.unquoted(Array(Self.trimmed(piece[(equals + 1)...])))
      parameters.append((name, text))
    }
  }

  /// The type before the slash.
  var kind: String { value.prefix { $0 != "/" }.lowercased() }

  /// A parameter as text; pieces (`name*0`, `name*1`) joined, percent signs and encoded words read.
  func parameter(_ name: String) -> String? {
    if let plain = parameters.first(where: { $0.name == name })?.value {
      return EncodedWord.decode(plain)
    }
    if let extended = parameters.first(where: { $0.name == name + "*" })?.value {
      return Self.text(extended)
    }
    var joined: [UInt8] = []
    var isExtended = false
    for n in 0..<Self.maximumParameters {
      if let piece = parameters.first(where: { $0.name == "\(name)*\(n)" })?.value {
        joined += piece
      } else if let piece = parameters.first(where: { $0.name == "\(name)*\(n)*" })?.value {
        isExtended = true
        joined += piece
      } else {
        break
      }
    }
    if joined.isEmpty { return nil }
    return isExtended ? Self.text(joined) : EncodedWord.decode(joined)
  }

  /// A parameter's bytes as they stand: a boundary.
  func bytes(_ name: String) -> [UInt8]? {
    parameters.first { $0.name == name }?.value ?? parameter(name).map { Array($0.utf8) }
  }

  /// `charset'language'text%20…`
  private static func text(_ bytes: [UInt8]) -> String {
    let parts = bytes.split(
      separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      return EncodedWord.text(percentDecoded(bytes[...]), "utf-8".utf8)
    }
    let charset = parts[0].isEmpty ? "utf-8"[...].utf8.map { $0 } : Array(parts[0])
    return EncodedWord.text(percentDecoded(parts[2]), charset)
  }

  private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    // The same escapes as quoted-printable with another sign.
    let mapped = bytes.map { byte -> UInt8 in
      byte == UInt8(ascii: "%")
        ? UInt8(ascii: "=") : byte == UInt8(ascii: "=") ? UInt8(ascii: "%") : byte
    }
    return MailTransfer.quotedPrintable(mapped[...], isBody: false)
  }

  /// The pieces between semicolons that stand outside of quotation marks.
  private static func pieces(of bytes: [UInt8]) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var piece: [UInt8] = []
    var isQuoted = false
    var isEscaped = false
    for byte in bytes {
      if !isEscaped, byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      isEscaped = !isEscaped && isQuoted && byte == UInt8(ascii: "\\")
      if byte == UInt8(ascii: ";"), !isQuoted {
        pieces.append(piece)
        piece = []
      } else {
        piece.append(byte)
      }
    }
    pieces.append(piece)
    return pieces
  }

  private static func unquoted(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.first == UInt8(ascii: "\"") else { return withoutComments(bytes) }
    var out: [UInt8] = []
    var isEscaped = false
    for byte in bytes.dropFirst() {
      if !isEscaped, byte == UInt8(ascii: "\"") { break }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      if !isEscaped { out.append(byte) }
    }
    return out
  }

  /// `text/plain (a comment)`
  private static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
    guard let open = bytes.firstIndex(of: UInt8(ascii: "(")) else { return bytes }
    return Array(trimmed(bytes[..<open]))
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes.drop { $0 <= 0x20 }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    return bytes
  }
}
