/// Writes frames, one behind the other: numbers little-endian, texts and lists with their length
/// before them.
struct FrameWriter {
  private(set) var bytes: [UInt8] = []
  /// Where the frame that is being written begins.
  private var frame = 0

  init(reserving capacity: Int = 256) { bytes.reserveCapacity(capacity) }

  /// Begins a frame; `end` must follow.
  mutating func begin(_ kind: Frame.Kind) {
    frame = bytes.count
    put(kind.rawValue)
    put(UInt32(0))
  }

  /// Ends the frame: its length is known now.
  mutating func end() {
    let length = UInt32(clamping: bytes.count - frame - Frame.headSize)
    for n in 0..<4 { bytes[frame + 1 + n] = UInt8(truncatingIfNeeded: length >> UInt32(8 * n)) }
  }

  mutating func put(_ byte: UInt8) { bytes.append(byte) }

  mutating func put(_ number: UInt32) {
    unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func put(_ number: UInt64) {
    unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  /// A text or a piece of one: its length in four bytes, then itself.
  mutating func put(_ text: [UInt8]) {
    put(UInt32(clamping: text.count))
    bytes.append(contentsOf: text)
  }

  mutating func put(_ text: String) {
    put(UInt32(clamping: text.utf8.count))
    bytes.append(contentsOf: text.utf8)
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

  /// Up to eight answers in a byte, the first the lowest bit.
  mutating func put(flags: Bool...) {
    put(flags.reversed().reduce(into: UInt8(0)) { $0 = $0 << 1 | ($1 ? 1 : 0) })
  }

  /// Bytes that belong to no frame.
  mutating func append(_ bare: [UInt8]) { bytes.append(contentsOf: bare) }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
