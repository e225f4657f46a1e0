// HTTP headers as an operator writes them.

extension Reading {
  /// Names and values; what is wrong in one is complained of and the others are read.
  mutating func headers(_ node: Node?, named name: String) -> [String: String] {
    var headers: [String: String] = [:]
    var seen: Set<String> = []
    for entry in node.flatMap({ entries($0, named: name, ["X-Api-Key"]) }) ?? [] {
      if let (message, mend) = Header.complaint(ofName: entry.key) {
        mistakes.add(entry.origin, "header \(quoted(entry.key)): \(message)", mend: mend)
      } else if !seen.insert(entry.key.lowercased()).inserted {
        mistakes.add(
          entry.origin, "\(name) has \(quoted(entry.key)) twice", mend: "keep one of the two")
      } else if let value = scalar(entry.value, named: entry.key, as: .headerValue) {
        headers[entry.key] = value
      }
    }
    return headers
  }
}

/// Names that a feed's headers may have (RFC 9110).
private enum Header {
  /// What we say ourselves, and what would make of the request another one.
  private static let ours: [String: String] = [
    "user-agent": "it names us: set polling.contact",
    "accept-encoding": "it follows from what can be unpacked: delete it",
    "if-none-match": "it is sent by itself: delete it",
    "if-modified-since": "it is sent by itself: delete it",
    "a-im": "it is sent by itself: delete it",
    "host": "it follows from the url: delete it",
    "connection": "it belongs to the connection: delete it",
    "keep-alive": "it belongs to the connection: delete it",
    "te": "it belongs to the connection: delete it",
    "upgrade": "it belongs to the connection: delete it",
    "transfer-encoding": "a request has no body: delete it",
    "content-length": "a request has no body: delete it",
    "expect": "a request has no body: delete it",
    "range": "feeds are fetched whole: delete it",
    "referer": "none is ever sent: delete it",
  ]

  static func complaint(ofName name: String) -> (message: String, mend: String)? {
    let isToken = name.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
    }
    guard isToken, (1...64).contains(name.utf8.count) else {
      return ("not the name of a header", "write a name such as X-Api-Key")
    }
    return ours[name.lowercased()].map { ("not yours to set", $0) }
  }
}

extension Form<String> {
  /// The value of a header: one line of ASCII, with `${name}` for a credential's content.
  static var headerValue: Self {
    Form(expects: "a value, such as ${agency.key} for a systemd credential") {
      scalar, _ throws(Complaint) in
      let bytes = scalar.text.utf8
      guard (1...4096).contains(bytes.count),
        bytes.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x09 })
      else { throw Complaint("not one line of ASCII") }
      guard CredentialText.parts(scalar.text) != nil else {
        throw Complaint(
          "a credential's name is wrong or its brace open", mend: "write ${name} with its name")
      }
      return scalar.text
    }
  }
}

/// Text in which `${name}` stands for a credential's content.
package enum CredentialText {
  package enum Part: Sendable, Equatable {
    case text(String)
    case credential(String)
  }

  /// Its parts in their order; nil where a name is none or a brace stays open.
  package static func parts(_ text: String) -> [Part]? {
    var parts: [Part] = []
    var rest = Substring(text)
    while let open = rest.firstRange(of: "${") {
      if open.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<open.lowerBound]))) }
      rest = rest[open.upperBound...]
      guard let close = rest.firstIndex(of: "}") else { return nil }
      let name = rest[..<close]
      guard (1...64).contains(name.utf8.count), name.utf8.first != 0x2E,
        name.utf8.allSatisfy(isNameByte)
      else { return nil }
      parts.append(.credential(String(name)))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return parts
  }
}
