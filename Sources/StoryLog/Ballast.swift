internal import Glibc

/// Room held back for the day when the disk is full.
enum Ballast {
  /// Makes the file unless it is there. Throws `noSpace` where that would take more than half of
  /// the room, so that a disk on the brink is not called recovered.
  static func make(_ path: String, in directory: String, bytes: Int) throws(LogError) {
    if bytes <= 0 { return }
    if let file = try File.openIfThere(path), try file.size() == bytes { return }
    if let free = Disk.freeBytes(directory), free / 2 < bytes {
      throw .system("statvfs", path, ENOSPC)
    }
    do throws(LogError) {
      let file = try File.open(path, O_RDWR | O_CREAT | O_TRUNC)
      try file.allocate(bytes)
    } catch {
      try? Disk.remove(path)
      throw error
    }
  }
}
