import Configuration
import Glibc
import Testing

/// The package's folder: two above this file's.
private let package = String(#filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined())

@Suite("The configuration files that come with Wireroom")
struct ReferenceTests {
  @Test("config/wireroom.yaml says the defaults")
  func defaults() throws {
    var expected = Configuration()
    expected.inboxes = [InboxConfiguration(name: "inbox", path: "/var/spool/wireroom/inbox")]
    expected.feedsFile = package + "/config/feeds.yaml"
    let read = try Configuration.load(path: package + "/config/wireroom.yaml", environment: [:])
    #expect(read == expected)
  }

  @Test("config/wireroom.yaml has each key with its default, its sentence and its variable")
  func complete() throws {
    let text = try contents(of: package + "/config/wireroom.yaml")
    let lines = text.split(separator: "\n").map { $0.drop { " -#".contains($0) } }
    let comments = lines
    #expect(Configuration.keys.count == 88)
    for key in Configuration.keys {
      let name = key.path.split(separator: ".").last ?? ""
      if let text = key.defaultText {
        #expect(lines.contains("\(name): \(text)"), "\(key.path)")
      } else {
        #expect(lines.contains { $0.hasPrefix("\(name):") }, "\(key.path)")
      }
      #expect(comments.contains { $0 == key.doc }, "\(key.path): \(key.doc)")
      if let variable = key.variable { #expect(text.contains("[\(variable)]")) }
    }
  }

  @Test("config/demo.yaml watches an inbox beside its folder, polls two feeds and has a mapping")
  func demo() throws {
    var expected = Configuration()
    expected.state = package + "/demo-state/state"
    var inbox = InboxConfiguration(name: "demo", path: package + "/demo-state/inbox")
    inbox.scanInterval = .seconds(5)
    expected.inboxes = [inbox]
    for (name, path) in [("harbour-radio", "harbour.rss"), ("norland-gazette", "gazette.atom")] {
      var feed = FeedConfiguration(name: name, url: "http://127.0.0.1:18711/\(path)")
      feed.interval = .seconds(3)
      feed.minInterval = .seconds(3)
      feed.allow = "127.0.0.1"
      expected.feeds.append(feed)
    }
    var mapping = MappingConfiguration(name: "fjord-cms", root: "stories")
    mapping.namespace = "urn:fjord:cms"
    mapping.namespaces = ["f": "urn:fjord:cms"]
    mapping.item = "f:story"
    mapping.fields = [
      "id": ["@key"], "version": ["@rev"], "status": ["@state"],
      "headline": ["f:head/f:long", "f:head/f:short"], "slugline": ["f:slug"],
      "byline": ["concat(f:author/f:first, ' ', f:author/f:last)"], "located": ["f:place"],
      "body": ["f:text/f:para"], "language": ["../@lang"], "published": ["f:dates/@out"],
      "updated": ["f:dates/@changed"], "urgency": ["@prio"], "subjects": ["f:topic"],
    ]
    expected.mappings = [mapping]
    #expect(
      try Configuration.load(path: package + "/config/demo.yaml", environment: [:]) == expected)
  }
}

@Suite("A configuration file")
struct FileTests {
  @Test("that is not there, is a folder or may not be read is named with the reason")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    #expect(
      said(of: folder.path + "/none.yaml") == [
        "\(folder.path)/none.yaml: cannot be read: No such file or directory; "
          + "give the path of the configuration; config/wireroom.yaml is one to copy"
      ])
    #expect(
      said(of: folder.path) == [
        "\(folder.path): cannot be read: Is a directory; give the path of a file that can be read"
      ])
    // Root may read everything.
    if geteuid() != 0 {
      try folder.write("secret.yaml", "")
      unsafe chmod(folder.path + "/secret.yaml", 0)
      #expect(
        said(of: folder.path + "/secret.yaml") == [
          "\(folder.path)/secret.yaml: cannot be read: Permission denied; "
            + "let the daemon's user read it"
        ])
    }
  }

  @Test("of more than 1 MiB is not read to its end")
  func large() throws {
    let folder = try TemporaryFolder()
    try folder.write("w.yaml", String(repeating: "#", count: 3 << 20))
    #expect(
      said(of: folder.path + "/w.yaml").first?.contains("larger than 1 MiB") == true)
    #expect(said(of: "/dev/zero").first?.contains("larger than 1 MiB") == true)
  }

  @Test("in a linked folder has its paths where it really is")
  func linkedFolder() throws {
    let folder = try TemporaryFolder()
    unsafe mkdir(folder.path + "/real", 0o700)
    unsafe mkdir(folder.path + "/real/etc", 0o700)
    try folder.write("real/etc/w.yaml", "state: ../s\ninboxes: [{name: a, path: ../in}]\n")
    #expect(unsafe symlink("real/etc", folder.path + "/link") == 0)
    let read = try Configuration.load(path: folder.path + "/link/w.yaml", environment: [:])
    #expect(read.state == folder.path + "/real/s")
    #expect(read.inboxes.first?.path == folder.path + "/real/in")
  }

  private func said(of path: String) -> [String] {
    do throws(ConfigurationErrors) {
      _ = try Configuration.load(path: path, environment: [:])
      return []
    } catch {
      return error.errors.map(\.description)
    }
  }
}

/// A call that failed.
private struct Failure: Error {
  let call: String
  let number = errno
}

/// A folder of its own, removed when nobody holds it.
private final class TemporaryFolder {
  let path: String
  private var files: [String] = []

  init() throws {
    var template = Array("/tmp/wireroom-configuration-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
    }
    guard made else { throw Failure(call: "mkdtemp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func write(_ name: String, _ text: String) throws {
    let descriptor = unsafe open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw Failure(call: "open") }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    let written = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    guard written == bytes.count else { throw Failure(call: "write") }
  }

  deinit {
    for name in ["/secret.yaml", "/w.yaml", "/real/etc/w.yaml", "/link"] {
      unsafe unlink(path + name)
    }
    for name in ["/real/etc", "/real", ""] { unsafe rmdir(path + name) }
  }
}

private func contents(of path: String) throws -> String {
  let descriptor = unsafe open(path, O_RDONLY)
  guard descriptor >= 0 else { throw Failure(call: "open") }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  let count = unsafe bytes.withUnsafeMutableBytes {
    unsafe read(descriptor, $0.baseAddress, $0.count)
  }
  guard count > 0 else { throw Failure(call: "read") }
  return String(decoding: bytes.prefix(count), as: UTF8.self)
}
