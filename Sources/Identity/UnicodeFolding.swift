internal import CICU

/// Step 3 of canonical-text on UTF-16, by ICU: NFKC, delete what is invisible, fold quotes and
/// dashes, full case folding, NFKC again. The slow and general way: `FoldingTable` is the fast one.
enum UnicodeFolding {
  /// The folded form of a run of text that no scalar outside of it composes or reorders with.
  static func fold(_ text: [UInt16]) -> [UInt16] {
    var text = nfkc(text)
    text.removeAll(where: isInvisible)
    for i in text.indices { text[i] = plain(text[i]) }
    return nfkc(caseFolded(text))
  }

  /// Soft hyphen, zero-width characters, bidirectional controls and variation selectors.
  static func isInvisible(_ unit: UInt16) -> Bool {
    switch unit {
    case 0x00AD, 0x061C, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064,
      0xFE00...0xFE0F, 0xFEFF:
      true
    default: false
    }
  }

  /// A quote or dash in its plain form, all else as it is.
  private static func plain(_ unit: UInt16) -> UInt16 {
    switch unit {
    // Single quotes, prime, reversed prime, modifier apostrophe and prime, grave accent.
    case 0x2018...0x201B, 0x2032, 0x2035, 0x02BC, 0x02B9, 0x60: 0x27
    // Double quotes, guillemets.
    case 0x201C...0x201F, 0x00AB, 0x00BB, 0x2039, 0x203A: 0x22
    // Hyphens, dashes, minus. The other wide and double forms are gone with NFKC.
    case 0x2010...0x2015, 0x2212: 0x2D
    default: unit
    }
  }

  /// NFKC.
  static func nfkc(_ text: [UInt16]) -> [UInt16] {
    let text = text.count > CombiningOrder.longRun ? CombiningOrder.ordered(text) : text
    return unsafe transform(text) { text, length, out, capacity in
      unsafe wr_normalize_nfkc(text, length, out, capacity)
    }
  }

  private static func caseFolded(_ text: [UInt16]) -> [UInt16] {
    unsafe transform(text) { text, length, out, capacity in
      unsafe wr_fold_case(text, length, out, capacity)
    }
  }

  /// Runs one of ICU's functions, a second time if the result is longer than thought. A text that
  /// ICU refuses (2³¹ units or more; its own tables are compiled in) stays as it is.
  private static func transform(
    _ text: [UInt16],
    _ call: (UnsafePointer<UInt16>, Int32, UnsafeMutablePointer<UInt16>, Int32) -> Int32
  ) -> [UInt16] {
    guard !text.isEmpty, let length = Int32(exactly: text.count) else { return text }
    var capacity = text.count + 32
    for _ in 0..<2 {
      var needed: Int32 = -1
      let result = unsafe [UInt16](unsafeUninitializedCapacity: capacity) { buffer, count in
        guard let out = buffer.baseAddress else { return }
        needed = unsafe text.withUnsafeBufferPointer { text in
          guard let text = text.baseAddress else { return -1 }
          return unsafe call(text, length, out, Int32(clamping: capacity))
        }
        count = needed < 0 || Int(needed) > capacity ? 0 : Int(needed)
      }
      guard needed >= 0 else { return text }
      if Int(needed) <= capacity { return result }
      capacity = Int(needed)
    }
    return text
  }
}
