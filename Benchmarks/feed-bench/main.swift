// CPU time per parse of a feed, in nanoseconds, a line for each turn.
//
//   feed-bench structs FILE TURNS    bytes to drafts
//   feed-bench records FILE TURNS    bytes to the lines of the log: normalised, hashed, written
//   feed-bench wire FILE TURNS       the same of documents that lie in an inbox; 0x1E parts them
import CPlatform
import CopyDesk
import Formats
import Glibc
import Newsroom

/// CPU time of this process in nanoseconds.
func now() -> Int64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

func contents(of path: String) -> [UInt8]? {
  let descriptor = unsafe open(path, O_RDONLY)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var all: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let n = unsafe buffer.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    guard n > 0 else { return n == 0 ? all : nil }
    all += buffer[..<n]
  }
}

/// How many drafts a delivery has.
func structs(_ delivery: Delivery) throws -> Int {
  var drafts: [Draft] = []
  _ = try Parsing.parse(delivery) { drafts.append($0) }
  return drafts.count
}

/// How many lines it becomes.
func records(_ delivery: Delivery) throws -> Int {
  let submission = Normaliser(writesHTML: true).submission(for: delivery)
  switch submission.outcome {
  case .rejected(let rejection), .refused(let rejection, _): throw rejection
  case .stories(let stories):
    var seq: UInt64 = 0
    var bytes = 0
    let record = RecordLine()
    let stories = stories.span
    for n in stories.indices {
      seq += 1
      bytes +=
        record.story(
          stories[n], from: submission.provenance, placed: Placement(kind: .story), seq: seq,
          at: NewsDate(milliseconds: 0)
        ).count
    }
    return bytes > 0 ? stories.count : 0
  }
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let turns = Int(arguments[3]), let bytes = contents(of: arguments[2]),
  ["structs", "records", "wire"].contains(arguments[1])
else {
  print("usage: feed-bench structs|records|wire FILE TURNS")
  exit(64)
}
// As the daemon's workers do, which is where documents are parsed.
wr_sandbox_keep_memory()
let isWire = arguments[1] == "wire"
let deliveries = (isWire ? bytes.split(separator: 0x1E).map(Array.init) : [bytes]).map {
  Delivery(
    id: DeliveryID.make(milliseconds: 0), route: isWire ? .inbox : .feed, source: "bench",
    name: "bench", url: isWire ? nil : "https://news.example/feed", bytes: $0)
}
for _ in 0..<turns {
  let before = now()
  var count = 0
  for delivery in deliveries {
    count += arguments[1] == "structs" ? try structs(delivery) : try records(delivery)
  }
  print(now() - before)
  guard count > 0 else { exit(65) }
}
