internal import CPlatform
internal import Glibc

/// Memory that a worker and its parent both see: documents lie there for the worker, and answers
/// until the parent is told to look. No copy into the kernel and out of it, and one waking for many
/// documents instead of one for each. What a worker that dies had laid there is there still.
///
/// A worker may write whatever it likes at any time: what is taken out is copied first, and believed
/// then as far as it deserves (`FrameReader`).
@safe final class Arena {
  /// How far the answers are filled stands at the beginning, on a cache line of its own.
  private static let head = 64
  private static let size = 3 << 20
  /// The descriptor under which a worker finds it.
  private static let inherited: Int32 = 4

  private let memory: UnsafeMutableRawPointer
  /// For `posix_spawn`; -1 once it is closed, or in the worker.
  private(set) var descriptor: Int32

  /// Bytes of answers that fit, and of documents.
  static let answers = 2 << 20 - head
  static let documents = size - head - answers

  /// One that is to be shared; nil where the system has none: all goes by the socket then.
  init?() {
    descriptor = wr_shared_make(Self.size)
    guard descriptor >= 0 else { return nil }
    guard let memory = unsafe wr_shared_map(descriptor, Self.size) else {
      close(descriptor)
      return nil
    }
    unsafe self.memory = unsafe memory
  }

  /// The parent's, as its worker sees it. It has no other use for the descriptor.
  init?(inherited: Void) {
    descriptor = -1
    defer { close(Self.inherited) }
    guard let memory = unsafe wr_shared_map(Self.inherited, Self.size) else { return nil }
    unsafe self.memory = unsafe memory
  }

  deinit {
    closeDescriptor()
    unsafe wr_shared_unmap(memory, Self.size)
  }

  /// Nobody else can get at the memory any more.
  func closeDescriptor() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  // MARK: Answers

  /// Up to where the answers are filled; the frames that lie before that are whole. Never beyond the
  /// end, whatever a worker has written there.
  var filled: Int {
    get { min(Self.answers, Int(clamping: unsafe wr_shared_load(memory))) }
    set { unsafe wr_shared_store(memory, UInt64(clamping: newValue)) }
  }

  /// Writes answers from an offset on. It must not be used for longer than the arena is kept.
  func writer(from offset: Int) -> FrameWriter {
    let offset = min(max(0, offset), Self.answers)
    return unsafe FrameWriter(
      lent: UnsafeMutableRawBufferPointer(
        start: memory + Self.head + offset, count: Self.answers - offset))
  }

  /// A copy of what stands in a range of the answers; of what is beyond them nothing.
  func answers(_ range: Range<Int>) -> [UInt8] {
    let range = range.clamped(to: 0..<Self.answers)
    return copy(at: Self.head + range.lowerBound, count: range.count)
  }

  // MARK: Documents

  /// Lays a document at an offset among the documents; false where it does not fit.
  func lay(_ document: [UInt8], at offset: Int) -> Bool {
    guard offset >= 0, document.count <= Self.documents - offset else { return false }
    unsafe document.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      unsafe memcpy(memory + Self.head + Self.answers + offset, base, bytes.count)
    }
    return true
  }

  /// A copy of the document of `count` bytes at an offset; nil where that is not within the documents.
  func document(at offset: Int, count: Int) -> [UInt8]? {
    guard offset >= 0, count >= 0, count <= Self.documents - offset else { return nil }
    return copy(at: Self.head + Self.answers + offset, count: count)
  }

  /// `count` bytes of the memory, which are within it.
  private func copy(at offset: Int, count: Int) -> [UInt8] {
    // An array without room is one and the same for all threads, and its count would be written.
    if count == 0 { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { copy, filled in
      guard let base = copy.baseAddress else { return }
      unsafe memcpy(base, memory + offset, count)
      filled = count
    }
  }
}
