internal import CICU

/// Canonical ordering of long runs of combining marks in O(n log n). ICU inserts each mark into its
/// place one by one: a megabyte of marks in the wrong order, which a feed may well send, would
/// keep it busy for minutes. Source: Unicode Standard, section 3.11, D108 and D109.
enum CombiningOrder {
  /// UTF-16 units up to which ICU may do it alone.
  static let longRun = 256

  /// The compatibility decomposition of `text` in canonical order: NFKC of it is NFKC of `text`.
  static func ordered(_ text: [UInt16]) -> [UInt16] {
    var out: [UInt16] = []
    out.reserveCapacity(text.count * 2)
    // A run of marks as combining class, position and scalar in one sortable word each.
    var run: [UInt64] = []
    func flush() {
      if run.count > 1 { run.sort() }
      for word in run { append(UInt32(truncatingIfNeeded: word & 0x1F_FFFF), to: &out) }
      run.removeAll(keepingCapacity: true)
    }
    // The longest mapping of all, that of U+FDFA, has 18 units.
    let capacity = 32
    var mapping = [UInt16](repeating: 0, count: capacity)
    forEachScalar(of: text[...]) { scalar in
      let length = unsafe Int(
        wr_decomposition(Int32(truncatingIfNeeded: scalar), &mapping, Int32(capacity)))
      func take(_ scalar: UInt32) {
        let order = wr_combining_class(Int32(truncatingIfNeeded: scalar))
        if order == 0 {
          flush()
          append(scalar, to: &out)
        } else {
          run.append(UInt64(order) << 56 | UInt64(run.count) << 21 | UInt64(scalar))
        }
      }
      if length == 0 {
        take(scalar)
      } else {
        forEachScalar(of: mapping[..<length], take)
      }
    }
    flush()
    return out
  }

  /// Calls `body` with each scalar; an unpaired surrogate stands for itself.
  static func forEachScalar(of text: ArraySlice<UInt16>, _ body: (UInt32) -> Void) {
    var i = text.startIndex
    while i < text.endIndex {
      let unit = UInt32(text[i])
      i += 1
      if unit & 0xFC00 == 0xD800, i < text.endIndex, text[i] & 0xFC00 == 0xDC00 {
        body(0x10000 + (unit & 0x3FF) << 10 + UInt32(text[i] & 0x3FF))
        i += 1
      } else {
        body(unit)
      }
    }
  }

  /// Appends a scalar as UTF-16.
  static func append(_ scalar: UInt32, to out: inout [UInt16]) {
    if scalar >= 0x10000 {
      out.append(UInt16(truncatingIfNeeded: 0xD7C0 + scalar >> 10))
      out.append(UInt16(truncatingIfNeeded: 0xDC00 | scalar & 0x3FF))
    } else {
      out.append(UInt16(truncatingIfNeeded: scalar))
    }
  }
}
