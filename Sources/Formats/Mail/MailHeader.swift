import Markup

/// The header fields of a mail or of one of its parts. Source: RFC 5322, 2.2.
struct MailHeader {
  private var fields: [(name: String, value: [UInt8])] = []

  /// No honest mail has as many, or one as long; what is beyond is cut off.
  private static let maximumFields = 2000
  private static let maximumValue = 1 << 16

  /// Reads the fields at the start of `bytes`; `bodyStart` is behind the blank line that ends them.
  init(_ bytes: ArraySlice<UInt8>, bodyStart: inout Int) {
    var i = bytes.startIndex
    while i < bytes.endIndex {
      guard fields.count < Self.maximumFields else {
        i = Self.bodyStart(bytes[i...])
        break
      }
      let end = bytes[i...].firstIndex(of: 0x0A) ?? bytes.endIndex
      let next = min(end + 1, bytes.endIndex)
      var line = bytes[i..<end]
      if line.last == 0x0D { line = line.dropLast() }
      if line.isEmpty {
        i = next
        break
      }
      if line.first == 0x20 || line.first == 0x09 {
        append(line)
      } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), isName(line[..<colon]) {
        add(line[..<colon], line[(colon + 1)...])
      } else if !line.starts(with: "From ".utf8), !line.starts(with: ">From ".utf8) {
        // The blank line is missing: the body begins here.
        break
      }
      i = next
    }
    bodyStart = i
  }

  /// No fields.
  init() {}

  /// Behind the first blank line: of a header that is not looked at any more.
  private static func bodyStart(_ bytes: ArraySlice<UInt8>) -> Int {
    var isBlank = true
    for i in bytes.indices where bytes[i] != 0x0D {
      if bytes[i] == 0x0A {
        if isBlank { return i + 1 }
        isBlank = true
      } else {
        isBlank = false
      }
    }
    return bytes.endIndex
  }

  private func isName(_ name: ArraySlice<UInt8>) -> Bool {
    let name = name.last == 0x20 ? name.dropLast() : name
    return (1...128).contains(name.count) && name.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  private mutating func add(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
    let name = String(decoding: name, as: UTF8.self).lowercased()
    fields.append((name.filter { $0 != " " }, []))
    append(value)
  }

  /// A folded line goes on with the white space it begins with.
  private mutating func append(_ value: ArraySlice<UInt8>) {
    guard let last = fields.indices.last else { return }
    let room = Self.maximumValue - fields[last].value.count
    fields[last].value.append(contentsOf: value.prefix(max(room, 0)))
  }

  /// The first field of that name (lower case), unfolded and not decoded.
  func raw(_ name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }

  /// The first field of that name as text: encoded words decoded, white space collapsed.
  func text(_ name: String) -> String? {
    guard let value = raw(name) else { return nil }
    let text = EncodedWord.decode(value)
    let words = text.split { $0 == " " || $0 == "\t" || $0.isNewline }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// A field with parameters; nil where there is none.
  func value(_ name: String) -> MailValue? { raw(name).map { MailValue($0) } }
}
