/// A brotli stream (RFC 7932) of one byte and one copy of it to any length: the smallest bomb.
enum BrotliRun {
  /// Unpacks to `count` times the letter A; 2119 to 2^24.
  static func stream(of count: Int) -> [UInt8] {
    var bits = Bits()
    // A window of 2^24.
    bits.put(0b1111, 4)
    // The last block, not empty, its length in as many nibbles as it needs, four at least.
    bits.put(1, 1)
    bits.put(0, 1)
    let nibbles = count - 1 >= 1 << 20 ? 6 : count - 1 >= 1 << 16 ? 5 : 4
    bits.put(nibbles - 4, 2)
    bits.put(count - 1, 4 * nibbles)
    // One type of literals, of commands, of distances.
    for _ in 0..<3 { bits.put(0, 1) }
    // No postfix bits, no direct distances; the one literal context; one tree for each.
    bits.put(0, 2)
    bits.put(0, 4)
    bits.put(0, 2)
    bits.put(0, 1)
    bits.put(0, 1)
    // Three codes of one symbol, which then costs no bit: the letter; the command "insert 1, copy
    // 2118 and 24 bits more"; the distance "1 and one bit more".
    for (symbol, width) in [(0x41, 8), (384 + 1 * 8 + 7, 10), (16, 6)] {
      bits.put(1, 2)
      bits.put(0, 2)
      bits.put(symbol, width)
    }
    bits.put(count - 1 - 2118, 24)
    bits.put(0, 1)
    return bits.bytes
  }

  private struct Bits {
    var bytes: [UInt8] = []
    private var used = 8

    mutating func put(_ value: Int, _ width: Int) {
      for n in 0..<width {
        if used == 8 {
          bytes.append(0)
          used = 0
        }
        if value >> n & 1 == 1 { bytes[bytes.count - 1] |= 1 << UInt8(used) }
        used += 1
      }
    }
  }
}
