import Glibc
import Newsroom
import Packing
import Testing

@testable import Archives

@Suite("An archive")
struct UnpackingTests {
  private func members(
    _ bytes: [UInt8], _ change: (inout ArchiveCaps) -> Void = { _ in }
  ) throws -> [String] {
    var caps = ArchiveCaps()
    change(&caps)
    let kind = try #require(ArchiveKind(bytes))
    var words: [String] = []
    try Unpacking.members(of: bytes, kind, caps: caps) { member in
      switch member.content {
      case .success(let bytes):
        words.append("\(member.name ?? "-"): \(String(decoding: bytes.prefix(40), as: UTF8.self))")
      case .failure(let rejection): words.append("\(member.name ?? "-")! \(rejection.code)")
      }
    }
    return words
  }

  private func code(
    _ bytes: [UInt8], _ change: (inout ArchiveCaps) -> Void = { _ in }
  ) -> String {
    do {
      // Where it is taken, the expectation that fails says as what.
      return try members(bytes, change).joined(separator: "; ")
    } catch {
      return (error as? Rejection)?.code ?? "\(error)"
    }
  }

  private let two: [Packed.Item] = [
    .folder("north"), .file("north/quay.txt", "The quay"), .file("Größe–日.txt", "The size"),
  ]

  @Test("of each kind gives its files in order, with their names, and no folders")
  func kinds() throws {
    let want = ["north/quay.txt: The quay", "Größe–日.txt: The size"]
    #expect(try members(Packed.zip(two)) == want)
    #expect(try members(Packed.tar(two)) == want)
    for filter in ["gzip", "zstd", "xz", "bzip2"] {
      #expect(try members(Packed.tar(two, filter)) == want, "\(filter)")
      #expect(try members(Packed.single(Array("Alone".utf8), filter)) == ["-: Alone"], "\(filter)")
    }
  }

  @Test("is known by its bytes alone")
  func sniffed() {
    #expect(ArchiveKind(Packed.zip([])) == .zip)
    #expect(ArchiveKind(Packed.zip(two)) == .zip)
    #expect(ArchiveKind(Packed.tar(two)) == .tar)
    #expect(ArchiveKind(Packed.tar(two, "gzip")) == .gzip)
    for text in ["BZh9 is a word", "", "PK", "A story", String(repeating: "0", count: 1024)] {
      #expect(ArchiveKind(Array(text.utf8)) == nil, "\(text)")
    }
    #expect(ArchiveKind([UInt8](repeating: 0, count: 1024)) == nil)
    var tar = Packed.tar(two)
    tar[0] ^= 1
    #expect(ArchiveKind(tar) == nil)
    // Signatures of what libarchive could read and Wireroom does not.
    for head in ["Rar!\u{1A}\u{7}\u{1}", "7z\u{BC}\u{AF}\u{27}\u{1C}", "!<arch>\n", "MSCF\0\0\0\0"]
    {
      #expect(ArchiveKind(head.unicodeScalars.map { UInt8($0.value) }) == nil)
    }
  }

  @Test("has its links and devices refused, whatever their names, and the others taken")
  func refused() throws {
    let items: [Packed.Item] = [
      .file("../../etc/passwd", "A name is data"), .link("a", to: "/etc/shadow"),
      .device("null"), .file("/abs.txt", "This too"),
    ]
    #expect(
      try members(Packed.tar(items)) == [
        "../../etc/passwd: A name is data", "a! link", "null! not-a-file", "/abs.txt: This too",
      ])
  }

  @Test("that needs a password gives each file as encrypted")
  func encrypted() throws {
    let zip = Packed.zip([.file("a.txt", "Secret"), .file("b.txt", "Too")], password: "x")
    #expect(try members(zip) == ["a.txt! encrypted", "b.txt! encrypted"])
  }

  @Test("inside of another is unpacked too, to a depth")
  func nested() throws {
    let first = Packed.single(Array("The core".utf8), "gzip")
    let second = Packed.tar([.file("core.txt.gz", first), .file("beside.txt", "Beside")])
    let third = Packed.zip([.file("in.tar", second), .file("out.txt", "Out")])
    #expect(
      try members(third) == [
        "in.tar/core.txt.gz: The core", "in.tar/beside.txt: Beside", "out.txt: Out",
      ])
    let fourth = Packed.single(third, "zstd")
    #expect(
      try members(fourth) == [
        "in.tar/core.txt.gz! nested-too-deep", "in.tar/beside.txt: Beside", "out.txt: Out",
      ])
  }

  @Test("within another that cannot be read does not lose the others")
  func damagedInside() throws {
    let broken = Array(Packed.tar(two, "gzip").dropLast(20))
    let words = try members(
      Packed.zip([
        .file("a.txt", "A"), .file("bad.tgz", broken), .file("none.zip", Packed.zip([])),
        .file("z.txt", "Z"),
      ]))
    #expect(words.first == "a.txt: A")
    #expect(words.last == "z.txt: Z")
    #expect(words.contains("none.zip! empty"))
    #expect(words.contains { $0.hasPrefix("bad.tgz") && $0.hasSuffix("! damaged-archive") })
  }

  @Test("that breaks off gives what is whole, and says so of the rest")
  func truncated() throws {
    let long = String(repeating: "A line of the story.\n", count: 2000)
    let tar = Packed.tar([.file("a.txt", "Whole"), .file("b.txt", long)])
    #expect(
      try members(Array(tar.dropLast(30_000))) == ["a.txt: Whole", "b.txt! damaged-archive"])
    let gzip = Packed.single(Array(long.utf8), "gzip")
    #expect(
      try members(gzip.dropLast(8) + [1, 2, 3, 4] + gzip.suffix(4)) == ["-! damaged-archive"])
    #expect(try members(Array(gzip.dropLast(12))) == ["-! damaged-archive"])
    #expect(try members([0x1F, 0x8B, 0x08, 0, 0]) == ["-! damaged-archive"])
    #expect(try members([0x50, 0x4B, 0x03, 0x04, 9, 9]).last == "-! damaged-archive")
  }

  @Test("has a flipped byte found by its checksum")
  func flipped() throws {
    var zip = Packed.zip([.file("a.txt", String(repeating: "word ", count: 500))])
    zip[60] ^= 0x40
    #expect(try members(zip) == ["a.txt! damaged-archive"])
  }

  @Test("is read though memory ran out for something else before, whatever its names are")
  func staleError() throws {
    var zip = Packed.zip([.file("axx.txt", "The quay"), .file("b.txt", "The pier")])
    for i in zip.indices where zip[i...].starts(with: "axx".utf8) {
      zip.replaceSubrange(i..<i + 3, with: [0xFC, 0xE9, 0xFF])
    }
    // libarchive would end the process.
    errno = ENOMEM
    let found = try members(zip)
    #expect(found.map { $0.suffix(8) } == ["The quay", "The pier"])
  }

  @Test("of nothing is empty")
  func empty() throws {
    #expect(code(Packed.zip([])) == "empty")
    #expect(code(Packed.tar([.folder("a")])) == "empty")
    #expect(try members(Packed.single([], "gzip")) == ["-! damaged-archive"])
  }

  @Test("that is a bomb is refused, at once or in layers")
  func bomb() {
    let zeros = [UInt8](repeating: 0x20, count: 20 << 20)
    #expect(code(Packed.single(zeros, "gzip")) == "archive-bomb")
    #expect(code(Packed.single(zeros, "zstd")) == "archive-bomb")
    #expect(code(Packed.single(Packed.single(zeros, "gzip"), "gzip")) == "archive-bomb")
    #expect(code(Packed.zip([.file("a.txt", "A"), .file("b", zeros)])) == "archive-bomb")
    // What the ratio lets through, the sum does not.
    #expect(
      code(Packed.tar((0..<9).map { .file("\($0)", Array(zeros.prefix(1 << 20))) })) {
        $0.totalBytes = 8 << 20
      } == "archive-bomb")
  }

  @Test("has a file that is too large refused, and the others taken")
  func oversized() throws {
    let tar = Packed.tar([.file("big", [UInt8](repeating: 0x41, count: 70_000)), .file("a", "A")])
    #expect(try members(tar) { $0.memberBytes = 65_536 } == ["big! oversized", "a: A"])
  }

  @Test("of too many files is refused before they are held")
  func many() {
    let items = (0..<40).map { Packed.Item.file("\($0)", "x") }
    for bytes in [Packed.zip(items), Packed.tar(items), Packed.tar(items, "zstd")] {
      #expect(code(bytes) { $0.members = 39 } == "too-many-members")
      #expect(throws: Never.self) { try members(bytes) { $0.members = 40 } }
    }
  }

  @Test("that is a document of an office or a book is refused as one")
  func documents() {
    let office = Packed.zip([
      .file("_rels/.rels", "<r/>"), .file("[Content_Types].xml", "<Types/>"),
    ])
    let book = Packed.zip([.file("mimetype", "application/epub+zip")])
    #expect(code(office) == "unknown-format")
    #expect(code(book) == "unknown-format")
  }

  @Test("of any mutated bytes ends, and never in a trap")
  func mutated() {
    var generator = SeededBytes(state: 6)
    let whole = [
      Packed.zip(two), Packed.tar(two), Packed.tar(two, "gzip"), Packed.tar(two, "zstd"),
      Packed.tar(two, "xz"), Packed.tar(two, "bzip2"),
    ]
    for round in 0..<600 {
      var bytes = whole[round % whole.count]
      for _ in 0..<(1 + round % 7) {
        bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(generator.next() & 0xFF)
      }
      guard let kind = ArchiveKind(bytes) else { continue }
      try? Unpacking.members(of: bytes, kind) { _ in }
    }
  }
}

/// Numbers that are the same at each run.
private struct SeededBytes {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
