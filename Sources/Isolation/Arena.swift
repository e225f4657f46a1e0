internal import CPlatform
internal import Glibc

/// Memory that a worker and its parent both see, in which answers lie until the parent is told to
/// look: no copy into the kernel and out of it, and one waking for many documents instead of one for
/// each. What a worker that dies had laid there is there still.
///
/// A worker may write whatever it likes at any time: what is taken out is copied first and believed
/// then.
@safe final class Arena {
  /// How far it is filled stands at its beginning, on a cache line of its own.
  private static let head = 64
  private static let size = 2 << 20
  /// The descriptor under which a worker finds it.
  private static let inherited: Int32 = 4

  private let memory: UnsafeMutableRawPointer
  /// For `posix_spawn`; -1 once it is closed, or in the worker.
  private(set) var descriptor: Int32

  /// Bytes that fit.
  static let capacity = size - head

  /// One that is to be shared; nil where the system has none: answers go by the socket then.
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

  /// Up to where it is filled; what lies before that is whole. Never beyond its end, whatever a
  /// worker has written there.
  var filled: Int {
    get { min(Self.capacity, Int(clamping: unsafe wr_shared_load(memory))) }
    set { unsafe wr_shared_store(memory, UInt64(clamping: newValue)) }
  }

  /// Lays bytes at an offset; false where they do not fit.
  func put(_ bytes: [UInt8], at offset: Int) -> Bool {
    guard offset >= 0, bytes.count <= Self.capacity - offset else { return false }
    unsafe bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      unsafe memcpy(memory + Self.head + offset, base, bytes.count)
    }
    return true
  }

  /// Copies what lies in a range that is within the capacity to the beginning of `room`.
  func copy(_ range: Range<Int>, to room: UnsafeMutableRawBufferPointer) {
    let range = range.clamped(to: 0..<Self.capacity)
    guard let base = room.baseAddress, range.count <= room.count else { return }
    unsafe memcpy(base, memory + Self.head + range.lowerBound, range.count)
  }
}
