// A worker whose parser does on demand what one that was taken over would do: for tests, and in no
// product. A document that begins with `probe: WORD` is an order; every other one is parsed.
import CProbe
import CopyDesk
import Digests
import Glibc
import Isolation
import Newsroom

/// Documents that were read in this process, which has one thread.
nonisolated(unsafe) var served = 0

/// What a worker's parser does here.
func read(_ assignment: Assignment) -> Transcript {
  unsafe served += 1
  let text = String(decoding: assignment.delivery.bytes.prefix(64), as: UTF8.self)
  guard text.hasPrefix("probe: ") else {
    return assignment.normaliser.transcript(of: assignment.delivery)
  }
  return story(obey(text.dropFirst(7).split(separator: "\n").first.map(String.init) ?? ""))
}

/// What came of an order that did not end the process: `0` where it was done, else an errno.
func obey(_ order: String) -> String {
  switch order {
  case "trap": trap()
  case "segfault": print(unsafe UnsafePointer<Int>(bitPattern: 8)?.pointee ?? 0)
  case "abort": abort()
  case "leave": exit(0)
  case "spin": while unsafe served > 0 {}
  case "stand still":
    probe_stand_still()
  case "eat":
    var eaten: [[UInt8]] = []
    while true { eaten.append([UInt8](repeating: UInt8(eaten.count & 255), count: 1 << 20)) }
  case "eat at once": return "\([UInt8](repeating: 7, count: 1 << 34).count)"
  case "dig": return "\(probe_dig())"
  case "not twice": if unsafe served > 1 { trap() }
  case "open": return "\(unsafe open("/etc/hostname", O_RDONLY) < 0 ? errno : 0)"
  case "create": return "\(unsafe open("/tmp/probe", O_WRONLY | O_CREAT, 0o600) < 0 ? errno : 0)"
  case "babble": babble([3, 16, 0, 0, 0] + Array(repeating: 0x41, count: 16))
  case "promise": babble([3, 0xFF, 0xFF, 0xFF, 0x7F])
  case "greet again": babble([1, 0, 0, 0, 0])
  case "answer twice":
    let rejected: [UInt8] = [5, 12, 0, 0, 0, 2, 0, 0, 0, 0x6E, 0x6F, 0, 0, 0, 0, 0, 0]
    babble(rejected + rejected)
  case "list": return "\(probe_list_root())"
  case "socket": return "\(probe_socket(AF_INET))"
  case "unix socket": return "\(probe_socket(AF_UNIX))"
  case "fork": return "\(probe_fork())"
  case "exec": return "\(probe_exec())"
  case "thread": return "\(probe_thread())"
  case "kill the parent": return "\(probe_kill(0))"
  case "kill the group": return "\(probe_kill(1))"
  case "signal the parent": return "\(probe_signal_parent())"
  case "ptrace": return "\(probe_ptrace())"
  case "raise limits": return "\(probe_raise_limits())"
  case "ignore limits": return "\(probe_ignore_limit())"
  case "map executable": return "\(probe_map_executable())"
  case "execute the heap": return "\(probe_execute_heap())"
  case "descriptors": return "\(probe_stray_descriptor())"
  default: return "unknown order"
  }
  return "0"
}

func trap() {
  let none: [Int] = []
  print(none[unsafe served])
}

func babble(_ bytes: [UInt8]) {
  _ = unsafe bytes.withUnsafeBytes { unsafe write(3, $0.baseAddress, $0.count) }
}

func story(_ headline: String) -> Transcript {
  let digest = SHA256.digest(of: Array(headline.utf8))
  let story = Story(
    part: 1, of: 1, headline: headline, uri: "tag:probe", isDeclared: true, url: nil,
    urlIsUnique: true, date: nil, version: nil, versionDate: nil, isCanceled: false,
    content: digest, title: digest, derived: [], warnings: [], item: Array("{}".utf8)[...])
  return Transcript(format: .text, charset: "utf-8", result: .success([story]))
}

guard WarmUp.insistOnMemory() else { exit(70) }
switch CommandLine.arguments.dropFirst().first {
case Worker.word: Worker.run(warmUp: WarmUp.run, read: read)
// Workers that never come to their first document.
case "silent": while true { pause() }
case "babbling":
  babble(Array("no greeting".utf8))
  exit(0)
default: exit(77)
}
