/// 32 bytes of SHA-256.
package struct Digest: Hashable, Sendable {
  /// Big-endian words of the digest, first to last.
  package let words: (UInt64, UInt64, UInt64, UInt64)

  package init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// From exactly 32 bytes, else nil.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var w: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for (n, byte) in bytes.enumerated() {
      switch n >> 3 {
      case 0: w.0 = w.0 << 8 | UInt64(byte)
      case 1: w.1 = w.1 << 8 | UInt64(byte)
      case 2: w.2 = w.2 << 8 | UInt64(byte)
      default: w.3 = w.3 << 8 | UInt64(byte)
      }
    }
    words = w
  }

  /// From 64 hexadecimal digits, else nil.
  package init?(hex: some StringProtocol) {
    let digits = Array(hex.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for n in stride(from: 0, to: 64, by: 2) {
      guard let high = Self.value(digits[n]), let low = Self.value(digits[n + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    self.init(bytes: bytes)
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }

  package static let zero = Digest(words: (0, 0, 0, 0))

  package static func == (a: Digest, b: Digest) -> Bool { a.words == b.words }

  package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  package var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(32)
    for word in [words.0, words.1, words.2, words.3] {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        out.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return out
  }

  /// 64 digits in lower case.
  package var hex: String {
    var out: [UInt8] = []
    out.reserveCapacity(64)
    appendHex(to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  package func appendHex(to out: inout [UInt8]) {
    out.append(addingCapacity: 64) { out in
      Self.append(words.0, to: &out)
      Self.append(words.1, to: &out)
      Self.append(words.2, to: &out)
      Self.append(words.3, to: &out)
    }
  }

  private static func append(_ word: UInt64, to out: inout OutputSpan<UInt8>) {
    var shift: UInt64 = 64
    while shift > 0 {
      shift -= 4
      let digit = UInt8(truncatingIfNeeded: word >> shift) & 15
      out.append(digit < 10 ? digit + 0x30 : digit + 0x57)
    }
  }

  /// RFC 4648, section 5, without padding: 43 characters.
  package var base64URL: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    let bytes = bytes
    var out: [UInt8] = []
    out.reserveCapacity(43)
    for n in stride(from: 0, to: 32, by: 3) {
      let a = UInt32(bytes[n])
      let b = n + 1 < 32 ? UInt32(bytes[n + 1]) : 0
      let c = n + 2 < 32 ? UInt32(bytes[n + 2]) : 0
      let triple = a << 16 | b << 8 | c
      out.append(alphabet[Int(triple >> 18) & 63])
      out.append(alphabet[Int(triple >> 12) & 63])
      if n + 1 < 32 { out.append(alphabet[Int(triple >> 6) & 63]) }
      if n + 2 < 32 { out.append(alphabet[Int(triple) & 63]) }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
