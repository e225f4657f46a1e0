internal import CPlatform
internal import Glibc

/// An open file with the path it was opened by; closed with its last reference.
final class File {
  let path: String
  private let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }

  /// Opens by `open(2)` flags; a created file can be read by all whom the umask lets.
  static func open(_ path: String, _ flags: Int32) throws(LogError) -> File {
    let (descriptor, code) = Disk.call { unsafe Glibc.open(path, flags | O_CLOEXEC, 0o644) }
    if code != 0 { throw .system("open", path, code) }
    return File(path: path, descriptor: descriptor)
  }

  /// Opens for reading, nil where there is no such file.
  static func openIfThere(_ path: String, _ flags: Int32 = O_RDONLY) throws(LogError) -> File? {
    do {
      return try open(path, flags)
    } catch {
      if error.errno == ENOENT { return nil }
      throw error
    }
  }

  func size() throws(LogError) -> Int {
    var status = stat()
    let (_, code) = Disk.call { unsafe fstat(descriptor, &status) }
    if code != 0 { throw .system("fstat", path, code) }
    return Int(status.st_size)
  }

  /// Reads up to the buffer's size; fewer bytes only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(LogError) -> Int {
    var done = 0
    while done < buffer.count, let base = buffer.baseAddress {
      let (count, code) = Disk.call {
        unsafe pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
      }
      if code != 0 { throw .system("read", path, code) }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Up to `count` bytes from an offset; fewer only at the end of the file.
  func read(at offset: Int, count: Int) throws(LogError) -> [UInt8] {
    // An array without room is one and the same for all threads, and its count would be written.
    guard count > 0 else { return [] }
    var failure: LogError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(LogError) {
        filled = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all bytes, or throws; then some of them may stand in the file.
  func write(_ bytes: [UInt8], at offset: Int) throws(LogError) {
    var failure: LogError?
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, let base = buffer.baseAddress {
        let (count, code) = Disk.call {
          unsafe pwrite(descriptor, base + done, buffer.count - done, off_t(offset + done))
        }
        // A write of nothing is how some file systems say that they are full.
        if code != 0 || count == 0 {
          failure = .system("write", path, code != 0 ? code : ENOSPC)
          return
        }
        done += count
      }
    }
    if let failure { throw failure }
  }

  /// Makes what was written survive a power cut, with the size that is needed to read it.
  func flush() throws(LogError) {
    let (_, code) = Disk.call { fdatasync(descriptor) }
    if code != 0 { throw .flush(path, code) }
  }

  /// Cuts the file, and whatever was allocated beyond.
  func cut(to size: Int) throws(LogError) {
    let (_, code) = Disk.call { ftruncate(descriptor, off_t(size)) }
    if code != 0 { throw .system("ftruncate", path, code) }
  }

  /// Allocates blocks without making the file longer. 0 or an error number.
  func preallocate(from offset: Int, count: Int) -> Int32 {
    wr_preallocate(descriptor, Int64(offset), Int64(count))
  }

  /// Allocates blocks and makes the file that long.
  func allocate(_ count: Int) throws(LogError) {
    let code = wr_allocate(descriptor, Int64(count))
    if code == 0 { return }
    guard code == EOPNOTSUPP else { throw .system("fallocate", path, code) }
    let zeros = [UInt8](repeating: 0, count: min(count, 1 << 20))
    for offset in stride(from: 0, to: count, by: max(1, zeros.count)) {
      try write(zeros, at: offset)
    }
  }

  /// Drops the file's clean pages, so that a later read asks the disk.
  func forgetCached() { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) }

  /// Takes the exclusive lock of this open file. 0 or an error number.
  func lock() -> Int32 { wr_lock(descriptor) }

  /// Gives the lock back, whoever has inherited this descriptor meanwhile.
  func unlock() { wr_unlock(descriptor) }

  /// Whether another open file holds that lock.
  var isLockedElsewhere: Bool { wr_is_locked(descriptor) == 1 }
}
