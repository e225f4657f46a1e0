internal import Newsroom

/// Reads a person from one piece of text, as RSS has it: `me@example.org (Name)`,
/// `Name <me@example.org>`, `Name (me@example.org)`, an address or a name alone.
enum PersonText {
  /// From UTF-8; a person without name and address where there is neither.
  static func parse(_ bytes: [UInt8]) -> Person {
    guard let at = bytes.firstIndex(of: UInt8(ascii: "@")) else {
      let name = trim(bytes[...])
      return name.isEmpty ? Person() : Person(name: String(decoding: name, as: UTF8.self))
    }
    // The address reaches as far as its characters do on both sides of the @.
    var from = at
    while from > 0, isAddress(bytes[from - 1]) { from -= 1 }
    var to = at + 1
    while to < bytes.count, isAddress(bytes[to]) { to += 1 }
    while to > at + 1, bytes[to - 1] == UInt8(ascii: ".") { to -= 1 }
    guard from < at, to > at + 1 else {
      return Person(name: String(decoding: trim(bytes[...]), as: UTF8.self))
    }
    var email = String(decoding: bytes[from..<to], as: UTF8.self)
    if email.lowercased().hasPrefix("mailto:") { email.removeFirst(7) }
    var name = Array(bytes[..<from]) + [0x20] + Array(bytes[to...])
    name.removeAll { "()<>[]\"".utf8.contains($0) }
    let rest = trim(name[...])
    return Person(
      name: rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self),
      email: email)
  }

  private static func isAddress(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x80..., 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "._%+-':=!#$&*?^{|}~/".utf8.contains(byte)
    }
  }

  /// Without the white space, commas and hyphens that part it from its neighbours.
  private static func trim(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isAround(_ byte: UInt8) -> Bool {
      byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "-")
    }
    var text = text
    while let byte = text.first, isAround(byte) { text.removeFirst() }
    while let byte = text.last, isAround(byte) { text.removeLast() }
    return text
  }
}
