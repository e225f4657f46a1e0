package import Configuration
package import Isolation
package import Logging
internal import Newsroom

extension Configuration {
  /// How many documents are parsed at a time.
  package var parserWidth: Int { workers > 0 ? workers : Machine.cores }
}

extension Parsers {
  /// As the configuration wants documents parsed; `logger` hears of what befalls the processes.
  package static func make(_ configuration: Configuration, logger: Logger) -> Parsers {
    switch configuration.isolation {
    case .none: .inProcess(width: configuration.parserWidth)
    case .processes: .processes(width: configuration.parserWidth, logger: logger)
    }
  }

  /// Processes, so many at a time.
  package static func processes(width: Int, logger: Logger) -> Parsers {
    .processes(ParserPool(ParserPool.Settings(width: width)) { ParserJournal.say($0, logger) })
  }

  /// Starts a process, to see whether one can be had, and says what this kernel cannot keep it from.
  package func check(logger: Logger) async throws {
    guard case .processes(let pool) = self else { return }
    let missing = try await pool.check()
    if !missing.isEmpty {
      logger.warning(
        "parsers run without some of their protection, which this kernel does not have",
        metadata: ["missing": "\(missing.joined(separator: ","))"])
    }
  }
}

/// What the journal hears of the processes that parse.
enum ParserJournal {
  static func say(_ event: ParserEvent, _ logger: Logger) {
    switch event {
    case .lost(let delivery, let loss):
      logger.warning(
        "a parser was lost over a document, which is read again alone",
        metadata: [
          "delivery": "\(delivery.id)", "source": "\(delivery.source)",
          "file": "\(delivery.name ?? delivery.url ?? "")", "reason": "\(loss.words)",
        ])
    // What becomes of the document is said where all rejections are.
    case .lostForGood: break
    case .cannotStart(let error):
      logger.error("nothing is parsed for now", metadata: ["error": "\(error)"])
    case .canStart: logger.notice("documents are parsed again")
    }
  }
}
