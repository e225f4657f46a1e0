import CopyDesk
import Glibc
import Isolation
import Newsroom

/// What it costs that documents are parsed in processes of their own: the processor that each document
/// of about 40 KB takes of all processes together, against parsing here, in turns.
enum IsolationCost {
  /// Prints a line for each kind of document. `executable`: the program that the workers are.
  static func measure(executable: String, rounds: Int) async {
    for (name, document) in documents {
      var (here, apart): ([Cost], [Cost]) = ([], [])
      for _ in 0..<rounds {
        here.append(await cost(of: document) { .inProcess(width: 2) })
        apart.append(
          await cost(of: document) {
            var settings = ParserPool.Settings(width: 2)
            settings.executable = executable
            return .processes(ParserPool(settings))
          })
      }
      func median(_ costs: [Cost], _ what: (Cost) -> Double) -> Int {
        Int(costs.map(what).sorted()[costs.count / 2])
      }
      print(
        "document=\(name) bytes=\(document.count) here_us=\(median(here, \.processor)) "
          + "apart_us=\(median(apart, \.processor)) here_clock_us=\(median(here, \.clock)) "
          + "apart_clock_us=\(median(apart, \.clock)) start_us=\(median(apart, \.start))")
    }
  }

  /// Microseconds for each document, of processor and by the clock; and of processor for the start
  /// and the end of the workers, which they have once in their lives.
  private struct Cost {
    var processor: Double
    var clock: Double
    var start: Double
  }

  private static func cost(of document: [UInt8], by parsers: () -> Parsers) async -> Cost {
    let (few, count) = (8, 1000)
    let start = await spent(on: document, few: few, more: 0, parsers())
    let whole = await spent(on: document, few: few, more: count, parsers())
    let each = (whole.processor - start.processor) / Double(count)
    return Cost(
      processor: each, clock: whole.clock / Double(count),
      start: start.processor - each * Double(few))
  }

  /// Has `few` documents read so that all workers are there, and `more` by the clock; then ends them,
  /// for only then their processor is counted.
  private static func spent(
    on document: [UInt8], few: Int, more: Int, _ parsers: Parsers
  ) async -> (processor: Double, clock: Double) {
    let normaliser = Normaliser(writesHTML: true)
    func read(_ count: Int) async {
      let deliveries = (0..<count).map {
        Delivery(id: "\($0)", route: .inbox, source: "bench", bytes: document)
      }
      let read = await parsers.map(deliveries, by: normaliser, weigh: \.bytes.count) {
        .delivery($0) { $0 }
      }
      guard read.allSatisfy({ $0?.isWhole == true }) else { fatalError("a document was lost") }
    }
    let before = processor()
    await read(few)
    let start = microseconds()
    await read(more)
    let clock = microseconds() - start
    await parsers.close()
    return (processor() - before, Double(clock))
  }

  /// Microseconds of processor of this process and of those that have ended.
  private static func processor() -> Double {
    var sum = 0.0
    for who in [RUSAGE_SELF, RUSAGE_CHILDREN] {
      var used = rusage()
      unsafe getrusage(__rusage_who_t(who.rawValue), &used)
      for time in [used.ru_utime, used.ru_stime] {
        sum += Double(time.tv_sec) * 1e6 + Double(time.tv_usec)
      }
    }
    return sum
  }

  private static func paragraph(_ n: Int) -> String {
    let words = "the council ferry harbour strike talks minister river town vote".split(
      separator: " ")
    return (0..<60).map { String(words[(n * 7 + $0 * $0 + $0) % words.count]) }
      .joined(separator: " ") + " \(n)."
  }

  private static let documents: [(String, [UInt8])] = [
    (
      "feed",
      Array(
        ("<?xml version='1.0'?><rss version='2.0'><channel><title>Morrow</title>"
          + (0..<50).map { n in
            "<item><title>Headline number \(n)</title><guid>tag:morrow,2026:\(n)</guid>"
              + "<link>https://morrow.example/\(n)</link><pubDate>Tue, 03 Mar 2026 09:30:00 GMT"
              + "</pubDate><description>&lt;p&gt;\(paragraph(n))&lt;/p&gt;&lt;p&gt;"
              + "\(paragraph(n + 50))&lt;/p&gt;</description></item>"
          }.joined() + "</channel></rss>").utf8)
    ),
    (
      "nitf",
      Array(
        ("<?xml version='1.0'?><nitf><head><title>Headline of the day</title></head><body>"
          + "<body.head><hedline><hl1>Headline of the day</hl1></hedline></body.head><body.content>"
          + (0..<110).map { "<p>\(paragraph($0))</p>" }.joined()
          + "</body.content></body></nitf>").utf8)
    ),
    (
      "text",
      Array(
        ("Headline of the day\n\nGRANFORD, Nov 24 (Morrow News) - "
          + (0..<110).map { paragraph($0) }.joined(separator: "\n\n") + "\n").utf8)
    ),
    (
      "page",
      Array(
        ("<!DOCTYPE html><html lang=en><head><title>Headline of the day</title></head><body><nav><a "
          + "href=/>Home</a></nav><article><h1>Headline of the day</h1>"
          + (0..<108).map { "<p>\(paragraph($0))</p>" }.joined()
          + "</article></body></html>").utf8)
    ),
  ]
}

extension Submission {
  fileprivate var isWhole: Bool {
    if case .stories(let stories) = outcome { !stories.isEmpty } else { false }
  }
}
