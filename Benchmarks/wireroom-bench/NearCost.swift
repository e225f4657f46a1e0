import CopyDesk
import Digests
import Glibc
import Identity
import Newsroom

/// What it costs to find whether a story is nearly the same as one of the latest 32,768, beside the
/// two hashes that each story's text goes through anyhow: nc1 and a bare SHA-256.
enum NearCost {
  /// Prints `near_us=… nc1_us=… sha_us=… recall_us=…`, processor time for a text, then `text_bytes=…
  /// index_bytes=… found=…`.
  static func measure(_ count: Int) {
    var texts = Texts()
    // A window that is full is the case to measure.
    var index = NearIndex()
    for seq in 0..<Int(NearIndex.window) { learn(texts.next().item, UInt64(seq + 1), &index) }
    let items = (0..<count).map { _ in texts.next() }
    var found = 0
    let near = time(of: items) { item, n in
      let seq = NearIndex.window + UInt64(n) + 1
      if learn(item.item, seq, &index) { found += 1 }
    }
    var sum: UInt64 = 0
    let nc1 = time(of: items) { item, _ in
      sum &+=
        ContentHash.nc1(
          body: CanonicalText(utf8: item.text.span), title: CanonicalText("")
        ).words.0
    }
    let sha = time(of: items) { item, _ in sum &+= SHA256.digest(of: item.text).words.0 }
    // What a start does with each of the log's latest lines.
    let lines = items.enumerated().map { n, item in line(item.item, n) }
    var desk = Desk(
      index: DedupIndex(horizonDays: 90, today: 0), stories: NoLog(), sightings: NoLog(),
      updatesPerDay: 1, unfinished: [])
    let recall = time(of: lines) { line, _ in desk.recall(line[...]) }
    let bytes = items.reduce(0) { $0 + $1.text.count } / count
    print("near_us=\(near) nc1_us=\(nc1) sha_us=\(sha) recall_us=\(recall)")
    print("text_bytes=\(bytes) index_bytes=\(index.byteCount) found=\(found) sum=\(sum & 1)")
  }

  @discardableResult
  private static func learn(_ item: [UInt8], _ seq: UInt64, _ index: inout NearIndex) -> Bool {
    guard let signature = NearSignature(item: item[...]) else { return false }
    let cluster = index.cluster(of: signature, before: seq, day: 1)
    index.learn(signature, seq: seq, cluster: cluster ?? seq, day: 1)
    return cluster != nil
  }

  private static func line(_ item: [UInt8], _ n: Int) -> [UInt8] {
    Array(
      #"{"v":1,"seq":\#(n + 1),"ts":"2026-11-26T10:00:00.000Z","kind":"story","source":"a","#.utf8)
      + Array(#""cluster":\#(n + 1),"item":"#.utf8) + item + Array("}".utf8)
  }

  /// Microseconds of processor time for one of them.
  private static func time<T>(of all: [T], _ body: (T, Int) -> Void) -> Double {
    let before = processor()
    for (n, one) in all.enumerated() { body(one, n) }
    return Double(processor() - before) / Double(all.count) / 1000
  }

  private static func processor() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private final class NoLog: LineLog {
    var nextSeq: UInt64 { 1 }
    func stage(_ line: [UInt8], entries: [IndexEntry]) {}
    func carry(_ entries: [IndexEntry]) {}
    func line(seq: UInt64) -> [UInt8]? { nil }
  }

  /// News of some 400 words; every third is an edited copy of one of the texts before.
  private struct Texts {
    private var state: UInt64 = 1
    private var words: [String] = []
    private var latest: [[String]] = []

    init() {
      let parts = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "wa", "zen", "str", "and"]
      for _ in 0..<6000 {
        words.append((0..<2 + roll(2)).map { _ in parts[roll(parts.count)] }.joined())
      }
    }

    private mutating func roll(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }

    mutating func next() -> (item: [UInt8], text: [UInt8]) {
      var text: [String]
      if roll(3) == 0, !latest.isEmpty {
        text = latest[roll(latest.count)]
        for _ in 0..<12 { text[roll(text.count)] = words[roll(words.count)] }
      } else {
        text = (0..<380 + roll(60)).map { _ in words[roll(words.count)] }
      }
      latest.append(text)
      if latest.count > 500 { latest.removeFirst() }
      for n in stride(from: 40, to: text.count, by: 40) { text[n] += ".\n\nThe" }
      let joined = text.joined(separator: " ")
      var json = JSONWriter(reserving: joined.utf8.count + 200)
      json.beginObject()
      json.member("uri", "urn:bench")
      json.key("bodies")
      json.beginArray()
      json.beginObject()
      json.member("contentType", "text/plain")
      json.member("value", joined)
      json.endObject()
      json.endArray()
      json.endObject()
      return (json.take(), Array(joined.utf8))
    }
  }
}
