/// Sixteen bytes that are looked at together: what scanners look for is rare in what they read.
///
/// `public` and not `package`: only so is it inlined into the scanners of other modules, and as calls
/// its comparisons would cost ten times as much.
public struct ByteBlock {
  @usableFromInline let bytes: SIMD16<UInt8>

  /// Which of the bytes are looked for: all of the bits of each that is.
  public typealias Hits = SIMDMask<SIMD16<Int8>>

  @inlinable @inline(__always)
  init(_ bytes: SIMD16<UInt8>) { self.bytes = bytes }

  @inlinable @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer, at i: Int) {
    self.bytes = unsafe bytes.loadUnaligned(fromByteOffset: i, as: SIMD16<UInt8>.self)
  }

  /// Which are that byte.
  @inlinable @inline(__always)
  public static func == (block: ByteBlock, byte: UInt8) -> Hits {
    block.bytes .== SIMD16(repeating: byte)
  }

  /// Which are below it.
  @inlinable @inline(__always)
  public static func < (block: ByteBlock, byte: UInt8) -> Hits {
    block.bytes .< SIMD16(repeating: byte)
  }

  /// Whether the 64 bytes at `i` are all ASCII that goes into a string of JSON as it is.
  @inlinable @inline(__always)
  static func isPlainASCII(_ bytes: UnsafeRawBufferPointer, at i: Int) -> Bool {
    let (a, b) = unsafe (ByteBlock(bytes, at: i), ByteBlock(bytes, at: i &+ 16))
    let (c, d) = unsafe (ByteBlock(bytes, at: i &+ 32), ByteBlock(bytes, at: i &+ 48))
    return place((a.isNotPlain .| b.isNotPlain) .| (c.isNotPlain .| d.isNotPlain)) == 16
  }

  @inlinable @inline(__always)
  var isNotPlain: Hits {
    // One more than each, as a signed number: 0x7F and what is not ASCII lie below the controls then.
    let next = unsafe unsafeBitCast(bytes &+ 1, to: SIMD16<Int8>.self)
    return next .< SIMD16(repeating: 0x21) .| self == 0x22 .| self == 0x5C
  }

  /// Where the first byte of those from `from` to `end` stands that is looked for, or `end`. The
  /// letter `a` cannot be looked for.
  @inlinable @inline(__always)
  public static func first(
    in bytes: UnsafeRawBufferPointer, from: Int, to end: Int, where areHits: (ByteBlock) -> Hits
  ) -> Int {
    var i = from
    while end &- i >= 16 {
      let hit = unsafe place(areHits(ByteBlock(bytes, at: i)))
      if hit < 16 { return i &+ hit }
      i &+= 16
    }
    guard i < end else { return end }
    if end &- from >= 16 {
      // Those of the last sixteen that have been looked at are none.
      let last = end &- 16
      return unsafe last &+ place(areHits(ByteBlock(bytes, at: last)))
    }
    let count = end &- from
    let hit = unsafe place(areHits(few(bytes, at: from, count)))
    if hit == 16 { return end }
    if count < 4 { return from &+ (hit == 1 ? count &>> 1 : hit == 0 ? 0 : count &- 1) }
    // The second half of what was looked at ends where the bytes end.
    let half = count >= 8 ? 8 : 4
    return from &+ (hit < half ? hit : hit &+ count &- 2 &* half)
  }

  /// Fewer than sixteen bytes, one at least: their beginning and their end, which may overlap, each
  /// in one load; of fewer than four the first, the middle and the last. To gather them in memory
  /// would stall the load that follows.
  @inlinable @inline(__always)
  static func few(_ bytes: UnsafeRawBufferPointer, at i: Int, _ count: Int) -> ByteBlock {
    let last = i &+ count
    var low: UInt64 = 0x6161_6161_6161_6161
    var high: UInt64 = 0x6161_6161_6161_6161
    if count >= 8 {
      low = unsafe bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      high = unsafe bytes.loadUnaligned(fromByteOffset: last &- 8, as: UInt64.self)
    } else if count >= 4 {
      let begin = unsafe bytes.loadUnaligned(fromByteOffset: i, as: UInt32.self)
      let end = unsafe bytes.loadUnaligned(fromByteOffset: last &- 4, as: UInt32.self)
      low = UInt64(begin) | UInt64(end) &<< 32
    } else {
      let middle = unsafe UInt64(bytes[i &+ count &>> 1])
      low =
        unsafe UInt64(bytes[i]) | middle &<< 8 | UInt64(bytes[last &- 1]) &<< 16
        | 0x6161_6161_6100_0000
    }
    return unsafe ByteBlock(unsafeBitCast(SIMD2(low, high), to: SIMD16<UInt8>.self))
  }

  /// Which is the first hit; 16 where there is none.
  @inlinable @inline(__always)
  static func place(_ hits: Hits) -> Int {
    let halves = unsafe unsafeBitCast(hits, to: SIMD2<UInt64>.self)
    if halves[0] | halves[1] == 0 { return 16 }
    return halves[0] != 0
      ? halves[0].trailingZeroBitCount / 8 : 8 &+ halves[1].trailingZeroBitCount / 8
  }
}
