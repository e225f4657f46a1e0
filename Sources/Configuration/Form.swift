/// What a scalar may be, and how it is read.
struct Form<Value: Sendable>: Sendable {
  /// For messages, behind "write": `a duration from 1s to 1d`.
  let expects: String
  /// Whether null is a value here and not the lack of one.
  var takesNull = false
  /// Reads the scalar; relative paths begin at the folder.
  let read: @Sendable (Scalar, _ folder: String) throws(Complaint) -> Value
}

/// How "for ever" is written.
enum ForEver: Sendable {
  case null, zero
}

extension Form<Duration> {
  static func duration(_ range: ClosedRange<Duration>) -> Self {
    let (least, most) = (range.lowerBound.milliseconds, range.upperBound.milliseconds)
    let spell = Units.spelled(milliseconds:)
    return Form(expects: "a duration from \(spell(least)) to \(spell(most))") {
      scalar, _ throws(Complaint) in
      let value = try Units.milliseconds(scalar.text)
      try check(value, least...most, spell)
      return .milliseconds(value)
    }
  }
}

extension Form<Duration?> {
  /// A duration, with nil for "for ever".
  static func duration(_ range: ClosedRange<Duration>, forEver written: ForEver) -> Self {
    let finite = Form<Duration>.duration(range)
    switch written {
    case .null:
      return Form(expects: finite.expects + ", or null for ever", takesNull: true) {
        scalar, folder throws(Complaint) in
        scalar.isNull ? nil : try finite.read(scalar, folder)
      }
    case .zero:
      return Form(expects: finite.expects + ", or 0 for ever") {
        scalar, folder throws(Complaint) in
        try Units.milliseconds(scalar.text) == 0 ? nil : try finite.read(scalar, folder)
      }
    }
  }
}

extension Form<Int> {
  /// A whole number without a unit.
  static func count(_ range: ClosedRange<Int64>) -> Self {
    Form(expects: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
      scalar, _ throws(Complaint) in
      try refuseQuotes(scalar)
      let value = try Units.count(scalar.text)
      try check(value, range) { "\($0)" }
      return Int(clamping: value)
    }
  }

  /// Bytes.
  static func size(_ range: ClosedRange<Int>) -> Self {
    let (least, most) = (Int64(range.lowerBound), Int64(range.upperBound))
    let spell = Units.spelled(bytes:)
    return Form(expects: "a size from \(spell(least)) to \(spell(most))") {
      scalar, _ throws(Complaint) in
      let value = try Units.bytes(scalar.text)
      try check(value, least...most, spell)
      return Int(clamping: value)
    }
  }
}

extension Form<Bool> {
  /// YAML 1.2's booleans: `yes` and `on` were 1.1's, and text to many a reader.
  static var flag: Self {
    Form(expects: "true or false") { scalar, _ throws(Complaint) in
      try refuseQuotes(scalar)
      switch scalar.text {
      case "true", "True", "TRUE": return true
      case "false", "False", "FALSE": return false
      default: break
      }
      switch scalar.text.lowercased() {
      case "yes", "on", "y", "1": throw Complaint("not a boolean", mend: "write true")
      case "no", "off", "n", "0": throw Complaint("not a boolean", mend: "write false")
      default: throw Complaint("not a boolean")
      }
    }
  }
}

extension Form {
  /// One of an enumeration's raw values.
  static func choice<Choice>(of _: Choice.Type) -> Form<Choice>
  where Choice: CaseIterable & RawRepresentable<String> & Sendable {
    let names = Choice.allCases.map(\.rawValue)
    let all = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
    return Form<Choice>(expects: all) { scalar, _ throws(Complaint) in
      if let choice = Choice(rawValue: scalar.text) { return choice }
      let near = nearestName(to: scalar.text, among: names)
      throw Complaint("not known", mend: near.map { "did you mean '\($0)'?" })
    }
  }
}

extension Form<String> {
  /// A folder's path, absolute or relative to the configuration file's folder.
  static var folder: Self {
    Form(expects: "a folder, such as /var/lib/wireroom") { scalar, folder throws(Complaint) in
      try Path.resolve(scalar.text, in: folder)
    }
  }

  /// What stands as `source` in every record: it must be the same word in a shell, in jq and in a
  /// file name.
  static var sourceName: Self {
    Form(expects: "a source name") { scalar, _ throws(Complaint) in
      let bytes = scalar.text.utf8
      guard bytes.count <= 64 else {
        throw Complaint("longer than 64 characters", mend: "choose a shorter name")
      }
      guard let first = bytes.first, isNameByte(first), bytes.allSatisfy(isNameByte) else {
        throw Complaint(
          "not a source name", mend: "use the letters a-z and A-Z, digits, '-', '_' and '.'")
      }
      guard first > 0x2E && first != 0x5F else {
        throw Complaint(
          "begins with '\(Unicode.Scalar(first))'", mend: "begin the name with a letter or digit")
      }
      return scalar.text
    }
  }
}

extension Form<String?> {
  /// The ending of marker files: `.done`; null for none.
  static var marker: Self {
    Form(expects: "an ending such as .done, or null for none", takesNull: true) {
      scalar, _ throws(Complaint) in
      if scalar.isNull { return nil }
      let bytes = scalar.text.utf8
      guard bytes.first == 0x2E, (2...32).contains(bytes.count), bytes.allSatisfy(isNameByte)
      else { throw Complaint("not an ending") }
      guard ![".part", ".filepart", ".tmp"].contains(scalar.text) else {
        throw Complaint("the ending of an unfinished file")
      }
      return scalar.text
    }
  }
}

extension Form<String?> {
  /// A file's path, absolute or relative to the configuration file's folder.
  static var file: Self {
    Form(expects: "a file, such as feeds.yaml") { scalar, folder throws(Complaint) in
      try Path.resolve(scalar.text, in: folder)
    }
  }

  /// The same; null for none.
  static var optionalFile: Self {
    Form(expects: "a file, such as /etc/ssl/ours.pem, or null for none", takesNull: true) {
      scalar, folder throws(Complaint) in
      scalar.isNull ? nil : try Path.resolve(scalar.text, in: folder)
    }
  }

  /// A few words for people; null for none.
  static var label: Self {
    Form(expects: "a few words, or null for none", takesNull: true) {
      scalar, _ throws(Complaint) in
      if scalar.isNull { return nil }
      guard isLabel(scalar.text) else { throw Complaint("not a label", mend: "write a few words") }
      return scalar.text
    }
  }
}

/// Whether `text` can be a title or a folder of a feed: short, and with nothing in it that ends a
/// line.
package func isLabel(_ text: String) -> Bool {
  (1...200).contains(text.unicodeScalars.count)
    && text.unicodeScalars.allSatisfy {
      switch $0.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
}

extension Form<String> {
  /// An address of the web.
  static var webAddress: Self {
    Form(expects: "an address such as https://news.example/feed") { scalar, _ throws(Complaint) in
      try checkAddress(scalar.text, schemes: ["http", "https"])
      return scalar.text
    }
  }
}

extension Form<String?> {
  /// A proxy's address; null for none.
  static var proxy: Self {
    Form(expects: "an address such as http://proxy.example:3128, or null", takesNull: true) {
      scalar, _ throws(Complaint) in
      if scalar.isNull { return nil }
      try checkAddress(scalar.text, schemes: ["http", "https", "socks5", "socks5h"])
      return scalar.text
    }
  }

  /// A name without a folder in it; null for none.
  static var optionalName: Self {
    Form(expects: "a name, or null for none", takesNull: true) { scalar, _ throws(Complaint) in
      if scalar.isNull { return nil }
      guard (1...64).contains(scalar.text.utf8.count), scalar.text.utf8.allSatisfy(isNameByte),
        scalar.text.utf8.first != 0x2E
      else { throw Complaint("not a name") }
      return scalar.text
    }
  }

  /// `10.1.0.0/16, feeds.internal`; null for none.
  static var addresses: Self {
    Form(expects: "addresses such as 10.1.0.0/16, or null for none", takesNull: true) {
      scalar, _ throws(Complaint) in
      if scalar.isNull { return nil }
      for entry in scalar.text.split(separator: ",", omittingEmptySubsequences: false) {
        let bytes = entry.utf8.drop { $0 == 0x20 }
        let isWord = bytes.allSatisfy { isNameByte($0) || $0 == 0x3A || $0 == 0x2F || $0 == 0x20 }
        guard !bytes.isEmpty, isWord else { throw Complaint("not a list of addresses") }
      }
      return scalar.text
    }
  }

  /// What a user agent may name; null for nobody.
  static var contact: Self {
    Form(expects: "a page or a mail address, or null", takesNull: true) {
      scalar, _ throws(Complaint) in
      if scalar.isNull { return nil }
      guard (1...200).contains(scalar.text.utf8.count),
        scalar.text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x28 && $0 != 0x29 })
      else { throw Complaint("not a page or a mail address") }
      return scalar.text
    }
  }
}

// What a mapping is made of.
extension Form<String> {
  /// The name of an XML element without a prefix.
  static var elementName: Self {
    Form(expects: "the name of an element, such as Story") { scalar, _ throws(Complaint) in
      if scalar.text.utf8.contains(UInt8(ascii: ":")) {
        throw Complaint("a name with a prefix", mend: "leave the prefix out, and use namespace")
      }
      guard isElementName(scalar.text) else { throw Complaint("not the name of an element") }
      return scalar.text
    }
  }

  static var namespaceName: Self {
    Form(expects: "a namespace, such as https://vendor.example/story") {
      scalar, _ throws(Complaint) in
      guard (1...1024).contains(scalar.text.utf8.count), !scalar.text.utf8.contains(0x20) else {
        throw Complaint("not a namespace")
      }
      return scalar.text
    }
  }

  /// An XPath expression; what it says is checked where its prefixes are known.
  static var path: Self {
    Form(expects: "an XPath, such as head/title") { scalar, _ throws(Complaint) in
      guard scalar.text.utf8.contains(where: { $0 > 0x20 }) else { throw Complaint("no path") }
      return scalar.text
    }
  }
}

extension Form<String?> {
  /// null for none.
  static func optional(_ form: Form<String>) -> Self {
    Form(expects: form.expects + ", or null", takesNull: true) { scalar, folder throws(Complaint) in
      scalar.isNull ? nil : try form.read(scalar, folder)
    }
  }
}

/// Scheme, host and no space: what a mistake in an address usually breaks.
private func checkAddress(_ text: String, schemes: [String]) throws(Complaint) {
  let scheme = schemes.first { text.lowercased().hasPrefix($0 + "://") }
  guard let scheme else {
    throw Complaint("not an address", mend: "begin it with \(schemes[0]):// or \(schemes[1])://")
  }
  let host = text.utf8.dropFirst(scheme.utf8.count + 3).prefix { $0 != 0x2F && $0 != 0x3F }
  guard !host.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
    throw Complaint("not an address")
  }
}

/// Letters of any script, digits, `-`, `_` and `.`, the first a letter or `_`.
func isElementName(_ text: String) -> Bool {
  let bytes = text.utf8
  guard (1...128).contains(bytes.count), let first = bytes.first else { return false }
  let isStart = first >= 0x80 || first == 0x5F || isNameByte(first) && first > 0x39
  return isStart && bytes.allSatisfy { $0 >= 0x80 || isNameByte($0) }
}

func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
  default: false
  }
}

private func refuseQuotes(_ scalar: Scalar) throws(Complaint) {
  guard scalar.isPlain else {
    throw Complaint("text because of its quotes", mend: "write it without quotes")
  }
}

private func check(
  _ value: Int64, _ range: ClosedRange<Int64>, _ spell: (Int64) -> String
) throws(Complaint) {
  if value < range.lowerBound {
    throw Complaint("must be at least \(spell(range.lowerBound))")
  }
  if value > range.upperBound {
    throw Complaint("must be at most \(spell(range.upperBound))")
  }
}
