internal import CZlib
internal import Glibc
package import Newsroom

/// Responses that bore new content, compressed and named by the SHA-256 of what they hold:
/// `raw/ab/<sha256>.gz`.
package struct RawArchive: Sendable {
  /// The folder, without a slash at its end.
  package let path: String

  package init(path: String) { self.path = path }

  /// The reference under which a record names a response: its path below the archive.
  package static func reference(_ digest: Digest) -> String {
    let hex = digest.hex
    return "\(hex.prefix(2))/\(hex).gz"
  }

  /// Keeps bytes and makes them durable; answers their reference. What is there already is only
  /// marked as used today.
  package func keep(_ bytes: [UInt8], _ digest: Digest) throws(FeedsError) -> String {
    let reference = Self.reference(digest)
    let name = "\(path)/\(reference)"
    if unsafe utimensat(AT_FDCWD, name, nil, 0) == 0 { return reference }
    guard let packed = Self.gzip(bytes) else {
      throw FeedsError(.archive, "a response cannot be compressed", hint: "memory is short")
    }
    let folder = "\(path)/\(reference.prefix(2))"
    for one in [path, folder] where unsafe mkdir(one, 0o750) != 0 && errno != EEXIST {
      throw Self.error("make the folder \(one)", errno)
    }
    // One writer: the poller. A crash's left-over is overwritten.
    let temporary = "\(name).part"
    let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard file >= 0 else { throw Self.error("write \(temporary)", errno) }
    var problem: Int32 = 0
    if !Self.write(packed, to: file) || fdatasync(file) != 0 { problem = errno }
    if close(file) != 0, problem == 0 { problem = errno }
    if problem == 0, unsafe rename(temporary, name) != 0 { problem = errno }
    guard problem == 0 else {
      unsafe unlink(temporary)
      throw Self.error("write \(name)", problem)
    }
    return reference
  }

  /// The bytes kept under a reference; nil if there are none, or none that are whole. `limit`: of
  /// the unpacked bytes.
  package func read(_ reference: String, limit: Int = 64 << 20) -> [UInt8]? {
    guard !reference.contains("..") else { return nil }
    let file = unsafe open("\(path)/\(reference)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var packed: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(file, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      packed += buffer[..<count]
    }
    return Self.gunzip(packed, limit: limit)
  }

  /// Removes what was kept before `time` (milliseconds since 1970) and not since; how many. What
  /// bears a time that cannot be true, as the clock was not set then or was ahead of `now`, grows old
  /// from now on.
  @discardableResult
  package func expire(before time: Int64, now: Int64) -> Int {
    let first = NewsDate.firstOfAll.milliseconds
    // By a clock that is not set, nothing is old.
    guard first <= now else { return 0 }
    var removed = 0
    for folder in Self.names(in: path) where folder.utf8.count == 2 {
      for name in Self.names(in: "\(path)/\(folder)") where name.utf8.count > 2 {
        let file = "\(path)/\(folder)/\(name)"
        var found = stat()
        guard unsafe lstat(file, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { continue }
        let used = Int64(found.st_mtim.tv_sec).multipliedClamped(by: 1000)
        if (first...now).contains(used) {
          if used < time, unsafe unlink(file) == 0 { removed += 1 }
        } else {
          let moment = timespec(tv_sec: Int(now / 1000), tv_nsec: 0)
          _ = unsafe utimensat(AT_FDCWD, file, [moment, moment], AT_SYMLINK_NOFOLLOW)
        }
      }
    }
    return removed
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress?.advanced(by: done), $0.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
    let room = wr_gzip_bound(bytes.count)
    let packed = unsafe [UInt8](unsafeUninitializedCapacity: room) { out, count in
      count =
        unsafe out.baseAddress.map { out in
          unsafe bytes.withUnsafeBufferPointer {
            unsafe wr_gzip($0.baseAddress, $0.count, out, room)
          }
        } ?? 0
    }
    return packed.isEmpty ? nil : packed
  }

  static func gunzip(_ packed: [UInt8], limit: Int) -> [UInt8]? {
    // The last four bytes say how long it was, below 4 GiB (RFC 1952).
    guard packed.count > 18 else { return nil }
    let size = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size <= limit else { return nil }
    var whole = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(1, size)) { out, count in
      let got =
        unsafe out.baseAddress.map { out in
          unsafe packed.withUnsafeBufferPointer {
            unsafe wr_gunzip($0.baseAddress, $0.count, out, size)
          }
        } ?? -1
      whole = got == Int64(size)
      count = whole ? size : 0
    }
    return whole ? bytes : nil
  }

  private static func error(_ what: String, _ number: Int32) -> FeedsError {
    let words = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    return FeedsError(
      .archive, "cannot \(what): \(words)", hint: "check the disk's room and the permissions")
  }
}
