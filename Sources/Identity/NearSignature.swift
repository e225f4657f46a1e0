/// What a text shares with texts that are nearly the same: a MinHash of its runs of three words.
///
/// 64 bins of one permutation (Li, Owen, Zhang 2012), a byte of each bin's least hash; a bin that
/// no run falls into borrows from another (Shrivastava 2017). Two texts agree in about as many bins
/// as they have runs in common, of all that either has.
package struct NearSignature: Hashable, Sendable {
  package static let binCount = 64
  private let bins: SIMD64<UInt8>

  /// Of a text in JSON's escapes (UTF-8), as it stands between the quotation marks of a log line:
  /// the same at the append and when the line is read again. Nil where the text is so short that
  /// likeness is chance.
  package init?(escaped text: Span<UInt8>) {
    var least = InlineArray<64, UInt32>(repeating: .max)
    var shingles = Shingles()
    var i = 0
    while let hash = shingles.next(in: text, &i) {
      let bin = Int(truncatingIfNeeded: hash >> 58)
      least[bin] = min(least[bin], UInt32(truncatingIfNeeded: hash >> 16))
    }
    guard shingles.count >= Self.fewest else { return nil }
    self.init(least)
  }

  /// Runs of words below which a text is a line, a table's head or a note.
  private static let fewest = 24

  private init(_ least: InlineArray<64, UInt32>) {
    var bins = InlineArray<64, UInt8>(repeating: 0)
    for bin in 0..<Self.binCount {
      var from = bin
      var attempt: UInt64 = 0
      while least[from] == .max {
        attempt += 1
        from = Int(truncatingIfNeeded: Self.mix(UInt64(bin) << 32 | attempt) >> 58)
      }
      bins[bin] = UInt8(truncatingIfNeeded: Self.mix(UInt64(least[from])) >> 56)
    }
    self.bins = unsafe unsafeBitCast(bins, to: SIMD64<UInt8>.self)
  }

  /// How many of the 64 bins of both hold the same.
  package func agreement(with other: NearSignature) -> Int {
    // A bit for each, summed word by word: lane by lane this costs two hundred times as much.
    let equal = unsafe unsafeBitCast(bins .== other.bins, to: SIMD8<UInt64>.self)
    let ones = equal & SIMD8(repeating: 0x0101_0101_0101_0101)
    var sum: UInt64 = 0
    for n in ones.indices { sum &+= ones[n] }
    return Int(truncatingIfNeeded: (sum &* 0x0101_0101_0101_0101) >> 56)
  }

  /// 21 bands of three bins each: texts that agree in half of their bins nearly always agree in a
  /// whole band.
  package static let bandCount = 21

  /// A band's three bytes, mixed.
  package func band(_ number: Int) -> UInt32 {
    let at = number * 3
    let bytes = UInt64(bins[at]) | UInt64(bins[at + 1]) << 8 | UInt64(bins[at + 2]) << 16
    return UInt32(truncatingIfNeeded: Self.mix(bytes | UInt64(number) << 24) >> 32)
  }

  /// The finaliser of SplitMix64.
  fileprivate static func mix(_ value: UInt64) -> UInt64 {
    var x = value &+ 0x9E37_79B9_7F4A_7C15
    x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
    return x ^ x >> 31
  }
}

/// Runs of three words as hashes, one after the other.
private struct Shingles {
  private(set) var count = 0
  private var before: (UInt64, UInt64) = (0, 0)
  private var words = 0

  /// The next run's hash, from byte `i` on; nil at the end. Case, punctuation and what kind of
  /// quotation marks or spaces stand between do not count; a character of a script without spaces
  /// is a word.
  mutating func next(in text: Span<UInt8>, _ i: inout Int) -> UInt64? {
    while let word = nextWord(in: text, &i) {
      let run = NearSignature.mix(
        before.0 &* 0x9E37_79B9_7F4A_7C15 ^ (before.1 << 23 | before.1 >> 41) ^ word)
      before = (before.1, word)
      words += 1
      guard words >= 3 else { continue }
      count += 1
      return run
    }
    return nil
  }

  private func nextWord(in text: Span<UInt8>, _ i: inout Int) -> UInt64? {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var length = 0
    while i < text.count {
      let byte = text[i]
      let width: Int
      switch byte {
      case 0x30...0x39, 0x61...0x7A: width = 1
      case 0x41...0x5A:
        hash = (hash ^ UInt64(byte | 0x20)) &* 0x100_0000_01B3
        length += 1
        i += 1
        continue
      case UInt8(ascii: "\\"):
        // `\n`, `\"`: nothing but what parts words. JSON's writer escapes no letter.
        i += 2
        if length > 0 { return hash }
        continue
      // Signs of Latin-1, typographic punctuation, and all that is no letter or digit of ASCII.
      case 0...0x7F, 0xC2, 0xE2:
        i += byte < 0x80 ? 1 : byte == 0xC2 ? 2 : 3
        if length > 0 { return hash }
        continue
      case 0xE3...0xED:
        if length > 0 { return hash }
        for n in i..<min(i + 3, text.count) {
          hash = (hash ^ UInt64(text[n])) &* 0x100_0000_01B3
        }
        i += 3
        return hash
      default: width = 1
      }
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      length += width
      i += width
    }
    return length > 0 ? hash : nil
  }
}
