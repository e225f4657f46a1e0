internal import Glibc
internal import Newsroom

/// Where a file lies by now that once came by an inbox.
package enum Whereabouts {
  /// The whole path, printable; nil where it is in none of the inbox's places. `name`: `raw.name`
  /// of its line. `at`: when the line was written, milliseconds since 1970. `size`: its bytes,
  /// which tell it from a namesake.
  package static func find(
    inbox: String, name: String, delivery: String, at: Int64, size: Int
  ) -> String? {
    guard let path = BytePath(printable: name),
      let root = try? System.openDirectory(
        BytePath(inbox))
    else { return nil }
    let distinct = path.directory.appending(NameRules.distinct(path.name, id: delivery))
    // Settled soon after the line, perhaps beyond midnight.
    let days = [at, at + 86_400_000].map { Shelves.done($0, .empty) }
    for shelf in days + [NameRules.failed] {
      for candidate in [distinct, path] {
        let place = shelf.appending(candidate)
        if let facts = try? System.facts(place, in: root), facts.kind == .regular,
          facts.size == Int64(clamping: size)
        {
          return BytePath(inbox).appending(place).printable
        }
      }
    }
    let claim = NameRules.claim.appending(ClaimPlace.make(id: delivery, path: path))
    if (try? System.facts(claim, in: root)) != nil {
      return BytePath(inbox).appending(claim).printable
    }
    return nil
  }
}

extension BytePath {
  /// From what `printable` gives; nil where that could not have given it.
  package init?(printable text: String) {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 3, rest.popFirst() == UInt8(ascii: "x"),
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), value != 0
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    self.init(bytes)
  }
}
