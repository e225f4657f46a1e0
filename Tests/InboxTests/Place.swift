import Glibc
import Newsroom
import Synchronization
import Testing

@testable import Inbox

/// A temporary directory with an inbox in it, removed with the last reference.
final class Place {
  let root: String
  let path: String

  init() throws {
    var template = Array("/tmp/inbox-test-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }
    }
    root = try unsafe String(cString: #require(made))
    path = root + "/inbox"
    // mkdtemp's mode would keep other users out, and some tests are another user.
    unsafe chmod(root, 0o755)
    makeDirectory("")
  }

  deinit {
    unsafe chmod(path, 0o755)
    Self.remove(BytePath(root))
  }

  private static func remove(_ path: BytePath) {
    var listing = Listing()
    if let directory = try? System.openDirectory(path),
      let entries = try? listing.read(directory)
    {
      for entry in entries {
        if (try? System.unlink(entry.name, in: directory)) == nil {
          remove(path.appending(entry.name))
        }
      }
    }
    try? System.removeDirectory(path, in: System.openDirectory(BytePath("/")))
  }

  func full(_ name: BytePath) -> BytePath { BytePath(path).appending(name) }
  func full(_ name: String) -> String { name.isEmpty ? path : path + "/" + name }

  func makeDirectory(_ name: String) { unsafe mkdir(full(name), 0o755) }

  func write(_ name: String, _ text: String) throws {
    try write(BytePath(name), text)
  }

  func write(_ name: BytePath, _ text: String) throws {
    let file = try System.makeFile(
      name, in: System.openDirectory(BytePath(path)), exclusive: false)
    try System.write(Array(text.utf8), to: file)
  }

  /// A writer that has begun; it closes when the descriptor goes.
  func beginWriting(_ name: String, _ text: String) throws -> Descriptor {
    let file = Descriptor(unsafe open(full(name), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644))
    try #require(file.raw >= 0)
    try System.write(Array(text.utf8), to: file)
    return file
  }

  func move(_ from: String, _ to: String) { unsafe rename(full(from), full(to)) }

  /// The inbox under another name beside its own, and back.
  func moveAway() { unsafe rename(path, root + "/moved") }
  func moveBack() { unsafe rename(root + "/moved", path) }

  func remove(_ name: String) { unsafe unlink(full(name)) }

  func facts(_ name: String) -> FileFacts? {
    try? System.facts(BytePath(full(name)), in: System.openDirectory(BytePath("/")))
  }

  func exists(_ name: String) -> Bool { facts(name) != nil }
  func exists(_ name: BytePath) -> Bool {
    (try? System.facts(full(name), in: System.openDirectory(BytePath("/")))) != nil
  }

  func text(_ name: String) throws -> String {
    let file = try System.openFile(BytePath(name), in: System.openDirectory(BytePath(path)))
    let size = Int(try System.facts(file).size)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = unsafe (try? System.read(file, into: buffer)) ?? 0
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The names in a directory of the inbox, printable and sorted.
  func names(_ directory: String = "") -> [String] {
    var listing = Listing()
    guard let opened = try? System.openDirectory(BytePath(full(directory))),
      let entries = try? listing.read(opened)
    else { return [] }
    return entries.map(\.name.printable).sorted()
  }

  /// As `names`, without the inbox's own.
  var dropped: [String] { names().filter { ![".claim", "_done", "_failed"].contains($0) } }

  func settings(_ change: (inout InboxSettings) -> Void = { _ in }) -> InboxSettings {
    var settings = InboxSettings(path: path, source: "desk")
    settings.pollingOnly = true
    change(&settings)
    return settings
  }

  func inbox(_ change: (inout InboxSettings) -> Void = { _ in }) throws -> Inbox {
    try Inbox(settings(change))
  }
}

/// 26 November 2026, 04:05:06 UTC, and so many milliseconds after the start of the machine.
func at(_ monotonic: Int64) -> Moment {
  Moment(monotonic: 1_000_000 + monotonic, wall: 1_795_665_906_000 + monotonic)
}

let today = "_done/2026/11/26"

extension BytePath: CustomTestStringConvertible {
  package var testDescription: String { printable }
}

extension Scan {
  var names: [String] { claims.map(\.name) }
  var codes: [String] { refusals.map(\.rejection.code) }
}

extension Inbox {
  func scan(_ now: Moment) -> Scan { scan(limit: .max, now: now) }
}

extension Reading {
  var text: String? {
    if case .bytes(let bytes) = self { return String(decoding: bytes, as: UTF8.self) }
    return nil
  }

  var code: String? {
    if case .rejected(let rejection) = self { return rejection.code }
    return nil
  }

  var isStillWritten: Bool {
    if case .stillWritten = self { return true }
    return false
  }
}

/// Runs `body` on a thread of its own as user 65534 without any capability; nil where the tests
/// do not run as root and so cannot.
func asNobody<T: Sendable>(_ body: @escaping @Sendable () throws -> T) throws -> T? {
  guard geteuid() == 0 else { return nil }
  let outcome = Mutex<Result<T, any Error>?>(nil)
  let thread = Errand {
    let result = Result { try body() }
    outcome.withLock { $0 = result }
  }
  thread.run()
  return try outcome.withLock { try $0?.get() }
}

/// Work for a thread without rights.
private final class Errand {
  private let work: () -> Void

  init(_ work: @escaping () -> Void) { self.work = work }

  func run() {
    var thread = pthread_t()
    let started = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        dropRights()
        unsafe Unmanaged<Errand>.fromOpaque(argument).takeUnretainedValue().work()
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    if started == 0 { pthread_join(thread, nil) }
  }
}

/// setfsuid(2) and capset(2) with empty sets. Both change the calling thread only, where glibc's
/// setuid changes them all. Looked up, as Swift's view of glibc has neither.
private func dropRights() {
  typealias SetFSUID = @convention(c) (UInt32) -> Int32
  typealias CapSet = @convention(c) (UnsafeRawPointer, UnsafeRawPointer) -> Int32
  guard let setfsuid = unsafe dlsym(nil, "setfsuid"), let capset = unsafe dlsym(nil, "capset")
  else { return }
  _ = unsafe unsafeBitCast(setfsuid, to: SetFSUID.self)(65534)
  // _LINUX_CAPABILITY_VERSION_3, this thread; effective, permitted, inheritable, twice.
  let header: [UInt32] = [0x2008_0522, 0]
  let sets = [UInt32](repeating: 0, count: 6)
  _ = unsafe unsafeBitCast(capset, to: CapSet.self)(header, sets)
}
