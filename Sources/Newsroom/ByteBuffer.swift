/// Bytes that are written one after another, into room that is kept from one use to the next. An
/// array asks at each append whether it is shared; nobody shares this.
///
/// `@safe`: nobody else sees its pointer, and every write makes room before it. `public` and
/// inlinable for the reason that `ByteBlock` gives.
@safe public struct ByteBuffer: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  @usableFromInline var end = 0
  /// Whether the room is somebody else's: what it cannot hold goes to room of its own.
  @usableFromInline var isLent = false

  /// With room for `capacity` bytes.
  public init(reserving capacity: Int = 256) {
    self.capacity = max(64, capacity)
    unsafe base = .allocate(capacity: self.capacity)
  }

  /// Writes into `memory`, which must stay for as long as this does, until that is full; from then on
  /// into room of its own, where what was written is copied to.
  @unsafe public init(lent memory: UnsafeMutableRawBufferPointer) {
    self.init(reserving: 0)
    guard let start = memory.baseAddress, memory.count > capacity else { return }
    unsafe base.deallocate()
    unsafe base = start.assumingMemoryBound(to: UInt8.self)
    capacity = memory.count
    isLent = true
  }

  deinit { if !isLent { unsafe base.deallocate() } }

  /// Whether all that was written stands in the memory that was lent.
  @inlinable @inline(__always)
  public var isInLentMemory: Bool { isLent }

  /// How many bytes have been written.
  @inlinable @inline(__always)
  public var count: Int { end }

  /// The bytes, in an array of their own.
  public var array: [UInt8] { unsafe Array(UnsafeBufferPointer(start: base, count: end)) }

  /// Whether nothing has been written.
  @inlinable @inline(__always)
  public var isEmpty: Bool { end == 0 }

  /// The byte that was written last.
  @inlinable @inline(__always)
  public var last: UInt8? { end > 0 ? unsafe base[end &- 1] : nil }

  /// Forgets what was written; the room stays.
  @inlinable @inline(__always)
  public mutating func removeAll() { end = 0 }

  /// Forgets all but the first `count` bytes.
  @inlinable @inline(__always)
  public mutating func truncate(to count: Int) { end = min(max(count, 0), end) }

  /// Makes room for `more` bytes.
  @inlinable @inline(__always)
  public mutating func room(_ more: Int) {
    if capacity &- end < more { grow(more) }
  }

  @usableFromInline
  mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, end + more)
    let next = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe next.update(from: base, count: end)
    if !isLent { unsafe base.deallocate() }
    unsafe base = next
    capacity = larger
    isLent = false
  }

  /// Appends a byte.
  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8) {
    room(1)
    unsafe base[end] = byte
    end &+= 1
  }

  /// Appends a number, its lowest byte first.
  @inlinable @inline(__always)
  public mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(
    littleEndian number: Number
  ) {
    room(MemoryLayout<Number>.size)
    unsafe UnsafeMutableRawPointer(base + end).storeBytes(
      of: number.littleEndian, as: Number.self)
    end &+= MemoryLayout<Number>.size
  }

  /// Overwrites what stands at `offset` with a number, its lowest byte first. Does nothing where it
  /// would not stand within what has been written.
  @inlinable @inline(__always)
  public mutating func store<Number: FixedWidthInteger & BitwiseCopyable>(
    littleEndian number: Number, at offset: Int
  ) {
    guard offset >= 0, offset <= end - MemoryLayout<Number>.size else { return }
    unsafe UnsafeMutableRawPointer(base + offset).storeBytes(
      of: number.littleEndian, as: Number.self)
  }

  /// Appends bytes in one copy.
  @inlinable @inline(__always)
  public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let from = bytes.baseAddress, bytes.count > 0 else { return }
    room(bytes.count)
    unsafe (base + end).update(from: from, count: bytes.count)
    end &+= bytes.count
  }

  /// Appends bytes in one copy.
  @inlinable @inline(__always)
  public mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
  }

  /// Appends an ASCII literal.
  @inlinable @inline(__always)
  public mutating func append(_ literal: StaticString) {
    unsafe append(
      UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Appends bytes between quotation marks, and one behind them: 0 is none.
  @inlinable @inline(__always)
  mutating func append(quoting bytes: UnsafeBufferPointer<UInt8>, then last: UInt8 = 0) {
    room(bytes.count + 3)
    unsafe base[end] = 0x22
    if let from = bytes.baseAddress, bytes.count > 0 {
      unsafe (base + end + 1).update(from: from, count: bytes.count)
    }
    end &+= bytes.count + 2
    unsafe base[end - 1] = 0x22
    if last != 0 {
      unsafe base[end] = last
      end &+= 1
    }
  }

  /// Appends what `write` writes into room for `most` bytes; it returns how many those were.
  @inlinable @inline(__always)
  public mutating func append(
    atMost most: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) {
    room(most)
    let written = unsafe write(UnsafeMutableBufferPointer(start: base + end, count: most))
    end &+= min(max(written, 0), most)
  }

  /// Reads the bytes where they stand.
  @inlinable @inline(__always)
  public func withSpan<Result>(_ read: (Span<UInt8>) -> Result) -> Result {
    read(unsafe Span(_unsafeStart: UnsafePointer(base), count: end))
  }
}
