import CPlatform
import CopyDesk
import Glibc
import Isolation
import Newsroom

/// What it costs that documents are parsed in processes of their own: the processor that each document
/// of about 40 KB takes of all processes together, against parsing here.
///
/// A few documents here and a few apart take turns, many times: so both meet the same machine, however
/// busy it is, and the median of the turns' ratios is told.
enum IsolationCost {
  /// Documents of a turn; and turns of a round.
  private static let few = 250
  private static let turns = 5

  /// Prints a line for each kind of document, or for the one of that name. The workers are this
  /// program too: in another one the same code stands elsewhere, and the processor is faster or slower
  /// with it by a tenth.
  static func measure(rounds: Int, only: String? = nil) async {
    // As workers do: else the side pays for it whose turn gave memory back, in faults of pages, and
    // hardly for anything else.
    wr_sandbox_keep_memory()
    for (name, document) in documents where only == nil || name == only {
      let before = processor()
      let settings = ParserPool.Settings(width: 2)
      let (here, apart) = (Parsers.inProcess(width: 2), Parsers.processes(ParserPool(settings)))
      // All workers are there, and have seen such a document.
      _ = await cost(of: document, by: apart)
      let start = processor() - before
      _ = await cost(of: document, by: here)
      var pairs: [(here: Cost, apart: Cost)] = []
      for _ in 0..<rounds * turns {
        pairs.append((await cost(of: document, by: here), await cost(of: document, by: apart)))
      }
      await apart.close()
      func median(_ value: ((here: Cost, apart: Cost)) -> Double) -> Double {
        let sorted = pairs.map(value).sorted()
        return sorted[sorted.count / 2]
      }
      let each = median { $0.apart.processor }
      print(
        "document=\(name) bytes=\(document.count) here_us=\(Int(median { $0.here.processor })) "
          + "apart_us=\(Int(each)) "
          + "permille=\(Int(1000 * median { $0.apart.processor / max(1, $0.here.processor) })) "
          + "clock_permille=\(Int(1000 * median { $0.apart.clock / max(1, $0.here.clock) })) "
          + "start_us=\(Int(start - each * Double(few)))")
    }
  }

  /// Microseconds for each document, of processor and by the clock.
  private struct Cost {
    var processor: Double
    var clock: Double
  }

  /// Has a few documents read.
  private static func cost(of document: [UInt8], by parsers: Parsers) async -> Cost {
    let normaliser = Normaliser(writesHTML: true)
    let deliveries = (0..<few).map {
      Delivery(id: "\($0)", route: .inbox, source: "bench", bytes: document)
    }
    let (before, start) = (processor(), microseconds())
    let read = await parsers.map(deliveries, by: normaliser, weigh: \.bytes.count) {
      .delivery($0) { $0 }
    }
    let (after, end) = (processor(), microseconds())
    guard read.allSatisfy({ $0?.isWhole == true }) else { fatalError("a document was lost") }
    return Cost(
      processor: (after - before) / Double(few), clock: Double(end - start) / Double(few))
  }

  /// Microseconds of processor of this process and of those that it has started.
  private static func processor() -> Double {
    var used = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &used)
    var sum = 0.0
    for time in [used.ru_utime, used.ru_stime] {
      sum += Double(time.tv_sec) * 1e6 + Double(time.tv_usec)
    }
    // A child belongs to the thread that has started it.
    for task in names("/proc/self/task") {
      let children = text("/proc/self/task/\(task)/children").split(separator: " ")
      for child in children {
        let nanoseconds = text("/proc/\(child)/schedstat").prefix { $0 != " " }
        sum += (Double(nanoseconds) ?? 0) / 1000
      }
    }
    return sum
  }

  private static func names(_ path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// A file of the kernel's.
  private static func text(_ path: String) -> String {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe read(file, $0.baseAddress, $0.count)
    }
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  private static func paragraph(_ n: Int) -> String {
    let words = "the council ferry harbour strike talks minister river town vote".split(
      separator: " ")
    return (0..<60).map { String(words[(n * 7 + $0 * $0 + $0) % words.count]) }
      .joined(separator: " ") + " \(n)."
  }

  /// The same length in characters, of letters of two bytes.
  private static func cyrillic(_ n: Int) -> String {
    let words = "это совет паром гавань стачка переговоры министр река город голосование".split(
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
      "cyrillic",
      Array(
        ("<?xml version='1.0'?><nitf><head><title>Паром и гавань</title></head><body>"
          + "<body.head><hedline><hl1>Паром и гавань</hl1></hedline></body.head><body.content>"
          + (0..<52).map { "<p>\(cyrillic($0))</p>" }.joined()
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
