/// Makes of a seed what no publisher means to send and some publisher sends.
package enum Mutation {
  /// Bytes that begin or end something in one of the formats.
  private static let pieces: [[UInt8]] =
    [
      "<", ">", "</", "/>", "&", ";", "&#", "&#x", "&amp;", "&lt;", "&nbsp;", "<![CDATA[", "]]>",
      "<!--", "-->", "<?", "?>", "<!DOCTYPE", "[", "]", "\"", "'", "=", "<item>", "</item>",
      "<entry>", "<title>", "</title>", "<p>", "</p>", "<a href='", "<script>", "</channel>",
      "xmlns:x=\"y\"", "{", "}", ",", ":", "\\u", "\n\n", "\r\n", "\t", " ", "2026-13-45", "<x:y>",
    ].map { Array($0.utf8) } + [
      [0], [0x1B], [0x7F], [0x80], [0xC2], [0xE2, 0x80], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xF4],
      [0xC3, 0xA9], [0xC3, 0x83, 0xC2, 0xA9], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBF],
    ]

  /// Mutation `number` of the run `seed`; equal ones are equal for ever.
  package static func input(_ number: Int, seed: UInt64 = 0) -> [UInt8] {
    var dice = Dice(UInt64(truncatingIfNeeded: number) &+ seed &* 1_000_000_007)
    var bytes = dice.pick(Seeds.documents)
    for _ in 0...dice.roll(6) { mutate(&bytes, &dice) }
    return bytes
  }

  static func mutate(_ bytes: inout [UInt8], _ dice: inout Dice) {
    let at = dice.roll(bytes.count)
    switch dice.roll(10) {
    case 0: if !bytes.isEmpty { bytes[at] = UInt8(dice.roll(256)) }
    case 1: if !bytes.isEmpty { bytes[at] ^= 1 << UInt8(dice.roll(8)) }
    case 2, 3: bytes.insert(contentsOf: dice.pick(pieces), at: min(at, bytes.count))
    case 4: bytes.removeSubrange(at..<min(bytes.count, at + 1 + dice.roll(20)))
    case 5: bytes.removeSubrange(min(at, bytes.count)...)
    case 6:
      let copy = bytes[at..<min(bytes.count, at + dice.roll(200))]
      bytes.insert(contentsOf: Array(copy), at: min(dice.roll(bytes.count), bytes.count))
    case 7:
      // Much of one thing.
      let piece = dice.pick(pieces)
      let many = Array(repeatElement(piece, count: dice.roll(400)).joined())
      bytes.insert(contentsOf: many, at: min(at, bytes.count))
    case 8:
      let other = dice.pick(Seeds.documents)
      let from = dice.roll(other.count)
      let to = min(other.count, from + dice.roll(300))
      bytes.replaceSubrange(at..<min(bytes.count, at + dice.roll(50)), with: other[from..<to])
    default:
      if !bytes.isEmpty { bytes.swapAt(at, dice.roll(bytes.count)) }
    }
  }
}
