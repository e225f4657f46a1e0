/// A name, or a path below a directory, as the kernel has it: bytes, perhaps not UTF-8.
package struct BytePath: Hashable, Sendable {
  /// The bytes and a closing NUL, which is what a system call reads.
  package let terminated: [UInt8]

  /// The most bytes that one name may have (NAME_MAX of every common file system).
  static let longestName = 255

  /// The bytes up to the first NUL.
  package init(_ bytes: some Sequence<UInt8>) {
    var all: [UInt8] = []
    all.reserveCapacity(bytes.underestimatedCount + 1)
    for byte in bytes {
      if byte == 0 { break }
      all.append(byte)
    }
    all.append(0)
    terminated = all
  }

  package init(_ text: String) { self.init(text.utf8) }

  /// The directory itself, where a path of no bytes stands for it.
  static let here = BytePath(".")
  static let empty = BytePath("")

  /// Without the NUL.
  package var bytes: ArraySlice<UInt8> { terminated.dropLast() }
  package var count: Int { terminated.count - 1 }
  package var isEmpty: Bool { terminated.count <= 1 }

  /// `name` in this directory.
  func appending(_ name: BytePath) -> BytePath {
    isEmpty ? name : BytePath(bytes + [UInt8(ascii: "/")] + name.bytes)
  }

  /// What comes before the last slash; empty where there is none.
  var directory: BytePath {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return .empty }
    return BytePath(bytes[..<slash])
  }

  /// What comes after the last slash.
  var name: BytePath {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return self }
    return BytePath(bytes[(slash + 1)...])
  }

  /// `a`, `a/b`, `a/b/c` of `a/b/c`.
  var prefixes: [BytePath] {
    guard !isEmpty else { return [] }
    return bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { BytePath(bytes[..<$0]) }
      + [self]
  }

  func hasSuffix(_ suffix: some Collection<UInt8>) -> Bool {
    count >= suffix.count && bytes.suffix(suffix.count).elementsEqual(suffix)
  }

  /// For people and records, and yet without loss: a byte that is no UTF-8, a control character
  /// and the backslash are written `\xNN`.
  package var printable: String {
    if bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0x5C }),
      let text = String(validating: bytes, as: UTF8.self)
    {
      return text
    }
    var out = ""
    var i = bytes.startIndex
    while i < bytes.endIndex {
      let byte = bytes[i]
      let width = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      if byte >= 0x20, byte != 0x7F, byte != 0x5C, i + width <= bytes.endIndex,
        let text = String(validating: bytes[i..<(i + width)], as: UTF8.self)
      {
        out += text
        i += width
      } else {
        let hex = String(byte, radix: 16, uppercase: true)
        out += byte < 0x10 ? "\\x0\(hex)" : "\\x\(hex)"
        i += 1
      }
    }
    return out
  }
}

extension BytePath: Comparable {
  package static func < (a: BytePath, b: BytePath) -> Bool {
    a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}
