import Newsroom

/// The people of an address field: `"Name" <a@example.org>, b@example.org (Name)`.
/// Source: RFC 5322, 3.4.
enum MailAddress {
  private static let maximumPeople = 50

  /// The people in their order; a group's name is left out.
  static func people(in field: [UInt8]) -> [Person] {
    mailboxes(field).prefix(maximumPeople).compactMap { person($0) }
  }

  /// The pieces between commas outside of quotation marks, brackets and encoded words.
  private static func mailboxes(_ field: [UInt8]) -> [[UInt8]] {
    var boxes: [[UInt8]] = []
    var box: [UInt8] = []
    var isQuoted = false
    var isEscaped = false
    var isInAngle = false
    var comments = 0
    for byte in field {
      if isEscaped {
        isEscaped = false
        box.append(byte)
        continue
      }
      switch byte {
      case UInt8(ascii: "\\"): isEscaped = true
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "<") where !isQuoted: isInAngle = true
      case UInt8(ascii: ">") where !isQuoted: isInAngle = false
      case UInt8(ascii: "(") where !isQuoted: comments += 1
      case UInt8(ascii: ")") where !isQuoted && comments > 0: comments -= 1
      case UInt8(ascii: ",") where !isQuoted && !isInAngle && comments == 0,
        UInt8(ascii: ";") where !isQuoted && !isInAngle && comments == 0:
        boxes.append(box)
        box = []
        continue
      case UInt8(ascii: ":") where !isQuoted && !isInAngle && comments == 0:
        // `Desk: a@example.org, b@example.org;`: a group.
        box = []
        continue
      default: break
      }
      box.append(byte)
    }
    boxes.append(box)
    return boxes
  }

  private static func person(_ box: [UInt8]) -> Person? {
    if let open = box.lastIndex(of: UInt8(ascii: "<")) {
      let address = box[(open + 1)...].prefix { $0 != UInt8(ascii: ">") }
      return person(name: name(box[..<open]), address)
    }
    if let open = box.firstIndex(of: UInt8(ascii: "(")), box[..<open].contains(UInt8(ascii: "@")) {
      let comment = box[(open + 1)...].prefix { $0 != UInt8(ascii: ")") }
      return person(name: name(comment), box[..<open])
    }
    if box.contains(UInt8(ascii: "@")) { return person(name: nil, box[...]) }
    return name(box[...]).map { Person(name: $0) }
  }

  private static func person(name: String?, _ address: ArraySlice<UInt8>) -> Person? {
    let text = String(decoding: address.filter { $0 > 0x20 }, as: UTF8.self)
    let email = text.contains("@") ? text : nil
    if name == nil, email == nil { return nil }
    return Person(name: name == email ? nil : name, email: email)
  }

  /// The name without its quotation marks, decoded; some senders encode inside of the quotes.
  private static func name(_ bytes: ArraySlice<UInt8>) -> String? {
    var plain: [UInt8] = []
    var isEscaped = false
    for byte in bytes {
      if !isEscaped, byte == UInt8(ascii: "\\") {
        isEscaped = true
        continue
      }
      if isEscaped || byte != UInt8(ascii: "\"") { plain.append(byte) }
      isEscaped = false
    }
    let text = EncodedWord.decode(plain)
    let words = text.split { $0 == " " || $0 == "\t" || $0.isNewline }
    let name = words.joined(separator: " ")
    let bare = name.hasPrefix("'") && name.hasSuffix("'") && name.count > 2
    return name.isEmpty ? nil : bare ? String(name.dropFirst().dropLast()) : name
  }
}
