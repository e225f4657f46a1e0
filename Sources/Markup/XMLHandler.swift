/// What receives a document's elements and text, in their order.
///
/// Spans are valid during the call only; they hold UTF-8, which may be ill-formed where libxml2
/// itself stumbled, so that whoever makes Strings of them does so with repair.
package protocol XMLHandler {
  /// A number for a name, asked once per document and distinct name: `start` and `end` bear it.
  /// `uri`: empty where the prefix is not bound.
  mutating func number(local: Span<UInt8>, prefix: Span<UInt8>, uri: Span<UInt8>) -> Int32
  mutating func start(_ name: Int32, _ tag: borrowing XMLTag)
  mutating func end(_ name: Int32)
  /// A piece of character data; one text may come in several.
  mutating func text(_ text: Span<UInt8>)
}

/// A start tag, during the call that reports it.
///
/// `@safe`: it cannot be copied and is only lent, so that its pointers do not outlive the call.
@safe package struct XMLTag: ~Copyable {
  private let local: UnsafePointer<UInt8>
  private let attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  /// How many attributes the tag has, declarations of namespaces apart.
  package let count: Int

  init(
    local: UnsafePointer<UInt8>, attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    count: Int
  ) {
    unsafe self.local = unsafe local
    unsafe self.attributes = unsafe attributes
    self.count = unsafe attributes == nil ? 0 : count
  }

  /// Appends the element's local name.
  package func appendName(to out: inout [UInt8]) {
    unsafe Self.append(local, to: &out)
  }

  /// The value of the attribute without a prefix (or with any, where none is without) of that
  /// local name.
  package func attribute(_ name: StaticString) -> String? {
    var prefixed: Int?
    for n in 0..<count where hasName(name, n) {
      if !hasPrefix(n) { return value(n) }
      if prefixed == nil { prefixed = n }
    }
    return prefixed.flatMap { value($0) }
  }

  /// The value of an attribute that is a whole number of decimal digits, else nil.
  package func number(_ name: StaticString) -> Int? {
    for n in 0..<count where hasName(name, n) {
      guard let from = unsafe pointer(n, 3), let to = unsafe pointer(n, 4),
        unsafe (1...18).contains(to - from)
      else { return nil }
      var value = 0
      for k in unsafe 0..<(to - from) {
        let digit = unsafe from[k] &- 48
        guard digit < 10 else { return nil }
        value = value * 10 + Int(digit)
      }
      return value
    }
    return nil
  }

  /// Whether the attribute of that name has that value, in ASCII of any case.
  package func attribute(_ name: StaticString, is expected: StaticString) -> Bool {
    for n in 0..<count where hasName(name, n) {
      guard let from = unsafe pointer(n, 3), let to = unsafe pointer(n, 4),
        unsafe to - from == expected.utf8CodeUnitCount
      else { return false }
      for k in 0..<expected.utf8CodeUnitCount
      where unsafe from[k] | 0x20 != expected.utf8Start[k] | 0x20 {
        return false
      }
      return true
    }
    return false
  }

  /// The value of `xml:lang` or `xml:base`.
  package func xmlAttribute(_ name: StaticString) -> String? {
    for n in 0..<count where hasName(name, n) && isXML(n) { return value(n) }
    return nil
  }

  /// Appends the local name of attribute `n`: `lang` for `xml:lang`.
  package func appendAttributeName(_ n: Int, to out: inout [UInt8]) {
    guard n < count, let name = unsafe pointer(n, 0) else { return }
    unsafe Self.append(name, to: &out)
  }

  /// Appends the value of attribute `n`.
  package func appendAttributeValue(_ n: Int, to out: inout [UInt8]) {
    guard n < count, let value = value(n) else { return }
    out.append(contentsOf: value.utf8)
  }

  /// Appends attribute `n` as HTML: a space, its local name and its value, escaped.
  package func appendAttribute(_ n: Int, to out: inout [UInt8]) {
    guard n < count, let value = value(n) else { return }
    if hasPrefix(n), !isXML(n) { return }
    out.append(0x20)
    unsafe pointer(n, 0).map { unsafe Self.append($0, to: &out) }
    out.append(contentsOf: "=\"".utf8)
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "&"): out.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "\""): out.append(contentsOf: "&quot;".utf8)
      case UInt8(ascii: "<"): out.append(contentsOf: "&lt;".utf8)
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  // libxml2 gives five pointers for each: local name, prefix, URI, the value's begin and end.
  private func pointer(_ n: Int, _ field: Int) -> UnsafePointer<UInt8>? {
    unsafe attributes.flatMap { unsafe $0[n * 5 + field] }
  }

  private func hasPrefix(_ n: Int) -> Bool { unsafe pointer(n, 1) != nil }

  private func isXML(_ n: Int) -> Bool {
    guard let prefix = unsafe pointer(n, 1) else { return false }
    return unsafe prefix[0] == 0x78 && prefix[1] == 0x6D && prefix[2] == 0x6C && prefix[3] == 0
  }

  private func hasName(_ name: StaticString, _ n: Int) -> Bool {
    guard let local = unsafe pointer(n, 0) else { return false }
    let length = name.utf8CodeUnitCount
    var k = 0
    while k < length {
      // A terminating zero differs from every byte of a name.
      if unsafe local[k] | 0x20 != name.utf8Start[k] | 0x20 { return false }
      k += 1
    }
    return unsafe local[length] == 0
  }

  private func value(_ n: Int) -> String? {
    guard let from = unsafe pointer(n, 3), let to = unsafe pointer(n, 4), unsafe to >= from else {
      return nil
    }
    let raw = unsafe UnsafeBufferPointer(start: from, count: to - from)
    guard unsafe raw.contains(UInt8(ascii: "&")) else {
      return unsafe String(decoding: raw, as: UTF8.self)
    }
    // Without entity replacement libxml2 writes each ampersand of a value as `&#38;`.
    var out: [UInt8] = []
    var i = 0
    while i < raw.count {
      let byte = unsafe raw[i]
      out.append(byte)
      i += 1
      if byte == UInt8(ascii: "&"), i + 4 <= raw.count,
        unsafe raw[i..<i + 4].elementsEqual("#38;".utf8)
      {
        i += 4
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func append(_ name: UnsafePointer<UInt8>, to out: inout [UInt8]) {
    var n = 0
    while unsafe name[n] != 0 {
      unsafe out.append(name[n])
      n += 1
    }
  }
}

extension [UInt8] {
  /// Appends the bytes of a span in one copy.
  package mutating func append(copying span: Span<UInt8>) {
    unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
