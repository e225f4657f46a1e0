import Glibc
import Isolation
import Newsroom
import Synchronization

/// Pools whose workers do as they are told: Tests/parser-probe.
enum Probing {
  /// Beside the program that runs these tests.
  static let executable: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let path = String(
      decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    return "/\(folder)/parser-probe"
  }()

  /// A pool of such workers, and what it has told of itself. `tune`: its limits.
  static func pool(
    width: Int = 2, arguments: [String]? = nil, sharesMemory: Bool = true,
    tune: (inout ParsingLimits) -> Void = { _ in }
  ) -> (ParserPool, Events) {
    var settings = ParserPool.Settings(width: width)
    settings.executable = executable
    if let arguments { settings.arguments = arguments }
    settings.sharesMemory = sharesMemory
    tune(&settings.limits)
    let events = Events()
    return (ParserPool(settings) { events.add($0) }, events)
  }

  /// A delivery of that text.
  static func delivery(_ text: String, id: String = "1") -> Delivery {
    Delivery(id: id, route: .inbox, source: "probe", name: "\(id).txt", bytes: Array(text.utf8))
  }

  /// An honest story of that number.
  static func story(_ number: Int) -> String {
    "Ferry number \(number) stays in port\n\nGRANFORD, March 3 (Morrow News) - The ferry number "
      + "\(number) will not sail before noon, the harbour master said on Tuesday.\n"
  }
}

/// What a pool has told of itself.
final class Events: Sendable {
  private let all = Mutex<[ParserEvent]>([])

  func add(_ event: ParserEvent) { all.withLock { $0.append(event) } }

  /// The losses that were tried again, and those that were not.
  var losses: [Loss] {
    all.withLock { all in
      all.compactMap {
        switch $0 {
        case .lost(_, let loss), .lostForGood(_, let loss): loss
        case .cannotStart, .canStart: nil
        }
      }
    }
  }

  var failures: [String] {
    all.withLock { all in
      all.compactMap { if case .cannotStart(let error) = $0 { error.reason } else { nil } }
    }
  }
}

extension Submission {
  var stories: [Story] { if case .stories(let stories) = outcome { stories } else { [] } }
  var rejection: Rejection? {
    if case .rejected(let rejection) = outcome { rejection } else { nil }
  }
}
