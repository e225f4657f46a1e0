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
    var few = SIMD16(repeating: UInt8(ascii: "a"))
    unsafe withUnsafeMutableBytes(of: &few) {
      unsafe $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[from..<end]))
    }
    return min(from &+ place(areHits(ByteBlock(few))), end)
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
