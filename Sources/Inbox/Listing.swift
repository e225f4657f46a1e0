import CPlatform
import Glibc

/// The names in a directory, read in large pieces.
struct Listing {
  struct Entry: Hashable {
    let name: BytePath
    /// Nil where the file system does not say.
    let isDirectory: Bool?
  }

  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  /// All entries but `.` and `..`, in the file system's order.
  mutating func read(_ directory: borrowing Descriptor) throws(Errno) -> [Entry] {
    var entries = try next(directory, rewinding: true)
    var piece = entries
    while !piece.isEmpty {
      piece = try next(directory, rewinding: false)
      entries += piece
    }
    return entries
  }

  /// As many entries as one call brings; none at the directory's end. `rewinding`: from its
  /// beginning.
  mutating func next(_ directory: borrowing Descriptor, rewinding: Bool) throws(Errno) -> [Entry] {
    // A directory read before stands at its end.
    if rewinding { lseek(directory.raw, 0, SEEK_SET) }
    var entries: [Entry] = []
    // `.` and `..` may come alone.
    while entries.isEmpty {
      let capacity = buffer.count
      let n = unsafe wr_entries(directory.raw, &buffer, capacity)
      if n < 0 { throw Errno(number: -n) }
      if n == 0 { break }
      Self.parse(buffer[..<min(Int(n), capacity)], into: &entries)
    }
    return entries
  }

  /// struct linux_dirent64: inode and offset (8 bytes each), length of the record (2), type (1),
  /// name up to a NUL. Source: getdents64(2).
  static func parse(_ bytes: ArraySlice<UInt8>, into entries: inout [Entry]) {
    var rest = bytes
    while rest.count > 19 {
      let start = rest.startIndex
      let length = Int(native16(rest[start + 16], rest[start + 17]))
      guard length > 19, length <= rest.count else { return }
      let name = BytePath(rest[(start + 19)..<(start + length)])
      let type = Int32(rest[start + 18])
      rest = rest[(start + length)...]
      if name.isEmpty || name.bytes.elementsEqual(".".utf8) || name.bytes.elementsEqual("..".utf8) {
        continue
      }
      entries.append(
        Entry(
          name: name,
          isDirectory: type == Int32(DT_UNKNOWN) ? nil : type == Int32(DT_DIR)))
    }
  }

  private static func native16(_ first: UInt8, _ second: UInt8) -> UInt16 {
    #if _endian(little)
      UInt16(first) | UInt16(second) << 8
    #else
      UInt16(first) << 8 | UInt16(second)
    #endif
  }
}
