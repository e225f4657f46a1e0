internal import Glibc
internal import Newsroom
internal import StoryLog

/// A log on disk of which one file is changed in every way that a document is: what a start, a
/// verifier and a reader make of it. What is called sound must be what was written.
package final class LogDrill {
  private let folder: String
  /// The files of the log as it was written, by their names below the state directory.
  private var files: [(name: String, bytes: [UInt8])] = []
  private var lines: [[UInt8]] = []

  /// Writes the log: three sealed segments and one in use. Nil where there is no place for it.
  package init?() {
    // In memory where there is such a place: each input flushes.
    let base = unsafe access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(base)/wireroom-drill-XXXXXX".utf8CString)
    let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe mkdtemp(base) != nil
    }
    folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard isMade, (try? write()) != nil, files.count > 8, lines.count == 40 else { return nil }
  }

  deinit { clear(folder) }

  /// What is wrong with what became of input `number`; none is good. Errors of the log's are good.
  package func complaints(_ number: Int, seed: UInt64 = 0) -> [String] {
    var dice = Dice(UInt64(truncatingIfNeeded: number) &+ seed &* 1_000_000_007)
    let chosen = dice.roll(files.count)
    var bytes = files[chosen].bytes
    for _ in 0...dice.roll(3) { Mutation.mutate(&bytes, &dice) }
    let state = "\(folder)/input"
    defer { clear(state) }
    for (n, file) in files.enumerated() {
      put(n == chosen ? bytes : file.bytes, "\(state)/\(file.name)")
    }
    let words = "\(files[chosen].name) of \(number)"
    return judge(state, opened: nil).map { "\(words), as it lies: \($0)" }
      + judge(state, opened: (try? open(state)) != nil).map { "\(words), after a start: \($0)" }
  }

  /// `opened`: whether a start took the log up; nil: there was none.
  private func judge(_ state: String, opened: Bool?) -> [String] {
    let report = try? Verifier.verify(stateDirectory: state, name: "stories")
    let isSound = report?.isSound == true
    var read: [[UInt8]] = []
    var isWhole = false
    var reader = LogReader(stateDirectory: state, name: "stories", from: 1, to: .available)
    do throws(LogError) {
      while let batch = try reader.next() {
        for n in 0..<batch.count { read.append(Array(batch[n])) }
      }
      isWhole = true
    } catch {}
    guard isSound, opened != false else { return [] }
    // Before a start the end of what was never marked may be torn, and the verifier says so.
    if report?.isCutShort == true { return [] }
    if !isWhole { return ["sound, and it cannot be read"] }
    return read == lines ? [] : ["sound, and \(read.count) lines are not those that were written"]
  }

  private func open(_ state: String) throws(LogError) {
    let lock = try StateLock(directory: state)
    let log = try open(lock)
    log.close()
  }

  private func open(_ lock: borrowing StateLock) throws(LogError) -> AppendLog {
    var settings = LogSettings()
    settings.rollBytes = 1200
    settings.rollMinimumGap = .zero
    settings.preallocateBytes = 0
    settings.ballastBytes = 0
    return try AppendLog.open(
      lock: lock, name: "stories", settings: settings, now: 1_000_000,
      index: { _, seq in [Self.entry(seq)] }, load: { _, _ in }, event: { _ in })
  }

  private static func entry(_ seq: UInt64) -> IndexEntry {
    IndexEntry(high: seq &* 0x9E37_79B9_7F4A_7C15, low: 1, seq: seq, tag: ~seq)
  }

  private func write() throws(LogError) {
    let state = "\(folder)/written"
    do {
      let lock = try StateLock(directory: state)
      let log = try open(lock)
      for seq in UInt64(1)...40 {
        let line = #"{"v":1,"seq":\#(seq),"kind":"story","headline":"Fähre \#(seq)","x":"yyyyyyyy""#
        try log.stage(Array(line.utf8), entries: [Self.entry(seq)])
        if seq % 3 == 0 || seq == 40 { try log.commit(now: 1_000_000) }
      }
      log.close()
    }
    for name in Folder.names("\(state)/stories") {
      files.append(("stories/\(name)", Folder.contents("\(state)/stories/\(name)")))
    }
    var reader = LogReader(stateDirectory: state, name: "stories", from: 1, to: .available)
    while let batch = try reader.next() {
      for n in 0..<batch.count { lines.append(Array(batch[n])) }
    }
  }

  // MARK: Files

  private func put(_ bytes: [UInt8], _ path: String) {
    for n in path.utf8.indices where path.utf8[n] == UInt8(ascii: "/") && n > path.startIndex {
      _ = unsafe mkdir(String(path[..<n]), 0o755)
    }
    guard let file = unsafe fopen(path, "w") else { return }
    _ = unsafe bytes.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) }
    unsafe fclose(file)
  }

  private func clear(_ path: String) {
    for name in Folder.names(path) {
      let child = "\(path)/\(name)"
      if unsafe unlink(child) != 0 { clear(child) }
    }
    _ = unsafe rmdir(path)
  }
}
