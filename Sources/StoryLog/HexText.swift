internal import Newsroom

/// A digest in 64 lower-case hexadecimal digits, without an array: it is made for every line.
struct HexText {
  /// The digits in the order of memory.
  private var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

  init(_ digest: Digest) {
    let w = digest.words
    words = (
      Self.digits(w.0 >> 32), Self.digits(w.0), Self.digits(w.1 >> 32), Self.digits(w.1),
      Self.digits(w.2 >> 32), Self.digits(w.2), Self.digits(w.3 >> 32), Self.digits(w.3)
    )
  }

  /// Eight digits of the lower 32 bits, all at once: one nibble is spread to each byte.
  private static func digits(_ value: UInt64) -> UInt64 {
    var x = value & 0xFFFF_FFFF
    x = (x | x << 16) & 0x0000_FFFF_0000_FFFF
    x = (x | x << 8) & 0x00FF_00FF_00FF_00FF
    x = (x | x << 4) & 0x0F0F_0F0F_0F0F_0F0F
    let isLetter = (x &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return (x &+ 0x3030_3030_3030_3030 &+ isLetter &* 39).bigEndian
  }

  /// Lends the 64 bytes.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    unsafe withUnsafeBytes(of: words) { unsafe body($0) }
  }

  func append(to out: inout [UInt8]) {
    unsafe withBytes { unsafe out.append(contentsOf: $0) }
  }
}

extension Digest {
  /// From 64 lower-case hexadecimal digits that begin at `start`, else nil.
  init?(hexDigits text: Span<UInt8>, at start: Int) {
    guard start >= 0, text.count - start >= 64 else { return nil }
    func word(_ number: Int) -> UInt64? {
      var word: UInt64 = 0
      for n in start + number * 16..<start + number * 16 + 16 {
        let digit = text[n]
        switch digit {
        case 0x30...0x39: word = word << 4 | UInt64(digit - 0x30)
        case 0x61...0x66: word = word << 4 | UInt64(digit - 0x61 + 10)
        default: return nil
        }
      }
      return word
    }
    guard let a = word(0), let b = word(1), let c = word(2), let d = word(3) else { return nil }
    self.init(words: (a, b, c, d))
  }
}
