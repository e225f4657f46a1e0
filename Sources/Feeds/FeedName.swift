internal import CICU

/// Names for feeds that nobody has named: what stands as `source` in a record must be one word in a
/// shell, in jq and in a file name.
package enum FeedName {
  /// Shorter than the 64 that a name may have, so that a number fits behind it.
  private static let longest = 56

  /// A name that is not among `taken`, and is then. `host`: where the title gives none.
  package static func make(
    title: String, host: String, taken: inout Set<String>
  ) -> String {
    let words = [slug(title), slug(host), "feed"].first { !$0.isEmpty } ?? "feed"
    var candidate = words
    var n = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(words)-\(n)"
      n += 1
    }
    return candidate
  }

  /// Letters a to z and digits of any script's words, in lower case, joined by hyphens.
  static func slug(_ title: String) -> String {
    let isASCII = title.utf8.allSatisfy { $0 < 0x80 }
    let text = isASCII ? title : inASCII(String(title.prefix(200)))
    var out = ""
    var owesHyphen = false
    for byte in text.utf8 {
      let letter = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      switch letter {
      case 0x30...0x39, 0x61...0x7A:
        if owesHyphen, !out.isEmpty { out += "-" }
        out.unicodeScalars.append(Unicode.Scalar(letter))
        owesHyphen = false
      // What an accent or an apostrophe has become parts no word.
      case UInt8(ascii: "'"), UInt8(ascii: "`"), 0x80...0xFF: continue
      default: owesHyphen = true
      }
      if out.utf8.count >= longest { break }
    }
    return out
  }

  private static func inASCII(_ text: String) -> String {
    var units = Array(text.utf16)
    let count = units.count
    // A Han character becomes up to six letters and a space.
    units += [UInt16](repeating: 0, count: 8 * count + 64)
    let capacity = Int32(clamping: units.count)
    let length = unsafe units.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe wr_to_ascii($0, Int32(clamping: count), capacity) }
        ?? -1
    }
    guard length >= 0 else { return text }
    return String(decoding: units.prefix(Int(length)), as: UTF16.self)
  }
}
