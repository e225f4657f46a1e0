import CPlatform
import Glibc
import Testing

@testable import Inbox

/// Where a filter of system calls takes openat2(2) away, a path is opened name by name.
@Suite("A path below an inbox, opened name by name")
struct OpeningTests {
  private func answers(_ path: String, in root: borrowing Descriptor, _ flags: Int32) -> [Int32] {
    let bytes = BytePath(path).terminated
    let mode: Int32 = flags & O_CREAT != 0 ? 0o600 : 0
    return [
      unsafe wr_open_beneath(root.raw, bytes, flags, mode),
      unsafe wr_open_by_steps(root.raw, bytes, flags, mode),
    ].map { answer in
      if answer >= 0 { close(answer) }
      return min(answer, 0)
    }
  }

  @Test("leads to the same file, and past no link and out of no folder")
  func same() throws {
    let place = try Place()
    place.makeDirectory("a")
    place.makeDirectory("a/b")
    try place.write("a/b/story", "text")
    for (target, link) in [("a", "folder-link"), ("a/b/story", "file-link"), ("/", "a/top")] {
      try #require(unsafe symlink(target, place.full(link)) == 0)
    }
    let root = try System.openDirectory(BytePath(place.full("")))
    for path in ["a/b/story", "a/b", "a", "."] {
      #expect(answers(path, in: root, O_RDONLY) == [0, 0], "\(path)")
    }
    #expect(answers("file-link", in: root, O_RDONLY) == [-ELOOP, -ELOOP])
    #expect(answers("a/b/none", in: root, O_RDONLY) == [-ENOENT, -ENOENT])
    #expect(answers("a/b/story/x", in: root, O_RDONLY) == [-ENOTDIR, -ENOTDIR])
    // ELOOP and ENOTDIR mean the same to the inbox: a link has taken a folder's place.
    for path in ["folder-link/b/story", "a/top/etc/passwd"] {
      #expect(answers(path, in: root, O_RDONLY) == [-ELOOP, -ENOTDIR], "\(path)")
    }
    for path in ["..", "a/../..", "/etc/passwd"] {
      #expect(answers(path, in: root, O_RDONLY) == [-EXDEV, -EXDEV], "\(path)")
    }
    let long = String(repeating: "x", count: 256)
    #expect(answers(long, in: root, O_RDONLY) == [-ENAMETOOLONG, -ENAMETOOLONG])
    #expect(answers("a/new", in: root, O_WRONLY | O_CREAT) == [0, 0])
  }
}
