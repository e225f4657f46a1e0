internal import Newsroom

/// Reads a person from one piece of text, as RSS has it: `me@example.org (Name)`,
/// `Name <me@example.org>`, `Name (me@example.org)`, an address or a name alone.
enum PersonText {
  static func parse(_ text: String) -> Person {
    let text = trim(Substring(text))
    guard let at = text.firstIndex(of: "@") else {
      return text.isEmpty ? Person() : Person(name: text)
    }
    // The address reaches as far as its characters do on both sides of the @.
    var from = at
    while from > text.startIndex, isAddress(text[text.index(before: from)]) {
      from = text.index(before: from)
    }
    var to = text.index(after: at)
    while to < text.endIndex, isAddress(text[to]) { to = text.index(after: to) }
    var email = text[from..<to]
    while email.last == "." { email.removeLast() }
    guard from < at, email.last != "@" else { return Person(name: text) }
    if email.lowercased().hasPrefix("mailto:") { email = email.dropFirst(7) }
    var name = String(text[..<from]) + " " + String(text[to...])
    name.removeAll { "()<>[]\"".contains($0) }
    name = name.replacing("mailto:", with: "")
    let cleaned = trim(Substring(name))
    return Person(name: cleaned.isEmpty ? nil : cleaned, email: String(email))
  }

  private static func isAddress(_ c: Character) -> Bool {
    c.isLetter || c.isNumber || "._%+-':=!#$&*?^{|}~/".contains(c)
  }

  private static func trim(_ text: Substring) -> String {
    var text = text
    while let c = text.first, c.isWhitespace || c == "," || c == "-" { text.removeFirst() }
    while let c = text.last, c.isWhitespace || c == "," || c == "-" { text.removeLast() }
    return String(text)
  }
}
