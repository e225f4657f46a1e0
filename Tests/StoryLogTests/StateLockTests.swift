import Glibc
import Testing

@testable import StoryLog

@Suite("The lock of a state directory")
struct StateLockTests {
  /// Copies every descriptor of this process that names `path`, as fork(2) does.
  private func copies(of path: String) -> [Int32] {
    let found = (3..<Int32(1024)).filter { descriptor in
      var name = [CChar](repeating: 0, count: 4096)
      let count = unsafe readlink("/proc/self/fd/\(descriptor)", &name, name.count)
      guard count > 0 else { return false }
      let text = String(decoding: name[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return text == path
    }
    return found.map { dup($0) }
  }

  @Test("ends with its value, though a child that was just forked has its descriptor")
  func forked() throws {
    let scratch = try Scratch()
    var kept: [Int32] = []
    do {
      let lock = try StateLock(directory: scratch.path)
      kept = copies(of: lock.directory + "/lock")
      #expect(StateLock.isHeld(directory: lock.directory))
    }
    defer { kept.forEach { close($0) } }
    #expect(kept.count == 1)
    #expect(!StateLock.isHeld(directory: scratch.path))
    _ = try StateLock(directory: scratch.path)
  }
}
