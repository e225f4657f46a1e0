internal import Newsroom

/// Writes frames, one behind the other: numbers little-endian, texts and lists with their length
/// before them.
struct FrameWriter: ~Copyable {
  private var buffer: ByteBuffer
  /// Where the frame that is being written begins.
  private var frame = 0

  init(reserving capacity: Int = 256) { buffer = ByteBuffer(reserving: capacity) }

  /// Into memory that must stay for as long as this does, for as long as that holds what is written.
  @unsafe init(lent memory: UnsafeMutableRawBufferPointer) {
    buffer = unsafe ByteBuffer(lent: memory)
  }

  /// How many bytes have been written.
  var count: Int { buffer.count }

  /// Whether the memory that was lent holds all of them.
  var isInLentMemory: Bool { buffer.isInLentMemory }

  /// Looks at what has been written.
  func withSpan<Result>(_ read: (Span<UInt8>) -> Result) -> Result { buffer.withSpan(read) }

  /// Begins a frame; `end` must follow.
  mutating func begin(_ kind: Frame.Kind) {
    frame = buffer.count
    put(kind.rawValue)
    put(UInt32(0))
  }

  /// Ends the frame: its length is known now.
  mutating func end() {
    put(UInt32(clamping: buffer.count - frame - Frame.headSize), at: frame + 1)
  }

  /// Room for a number that is known only later; where it stands.
  mutating func putLater() -> Int {
    defer { put(UInt32(0)) }
    return buffer.count
  }

  /// The number, where room was left for it.
  mutating func put(_ number: UInt32, at offset: Int) {
    buffer.store(littleEndian: number, at: offset)
  }

  mutating func put(_ byte: UInt8) { buffer.append(byte) }

  mutating func put(_ number: UInt32) { buffer.append(littleEndian: number) }

  mutating func put(_ number: UInt64) { buffer.append(littleEndian: number) }

  /// A text or a piece of one: its length in four bytes, then itself.
  mutating func put(_ text: ArraySlice<UInt8>) {
    put(UInt32(clamping: text.count))
    buffer.append(text.span)
  }

  mutating func put(_ text: String) {
    put(UInt32(clamping: text.utf8.count))
    buffer.append(text.utf8.span)
  }

  mutating func put(_ texts: [String]) {
    put(UInt32(clamping: texts.count))
    for text in texts { put(text) }
  }

  /// One byte that says whether it is there, then itself.
  mutating func put(_ text: String?) {
    put(UInt8(text == nil ? 0 : 1))
    if let text { put(text) }
  }

  mutating func put(_ number: Int64?) {
    put(UInt8(number == nil ? 0 : 1))
    if let number { put(UInt64(bitPattern: number)) }
  }

  /// Up to six answers in a byte, the first the lowest bit.
  mutating func put(
    flags a: Bool, _ b: Bool = false, _ c: Bool = false, _ d: Bool = false, _ e: Bool = false,
    _ f: Bool = false
  ) {
    put(
      (a ? 1 : 0) | (b ? 2 : 0) | (c ? 4 : 0) | (d ? 8 : 0) | (e ? 16 : 0) | (f ? 32 : 0) as UInt8)
  }

  /// Bytes that belong to no frame.
  mutating func append(_ bare: [UInt8]) { buffer.append(bare.span) }

  mutating func removeAll() { buffer.removeAll() }
}
