package import Logging
internal import StoryLog

/// What the events of the writer say in the journal.
package enum WriterJournal {
  package static func say(_ event: Writer.Event, _ logger: Logger) {
    switch event {
    case .log(let name, let event): say(event, of: name, logger)
    case .diskFull(let error):
      logger.error("nothing is taken in until there is room", metadata: ["error": "\(error)"])
    case .diskHasRoom:
      logger.notice("there is room again: going on")
    }
  }

  private static func say(_ event: StoryLog.LogEvent, of name: String, _ logger: Logger) {
    let log: Logger.Metadata = ["log": "\(name)"]
    func with(_ more: Logger.Metadata) -> Logger.Metadata { log.merging(more) { $1 } }
    switch event {
    case .tornTail(let copy, let bytes):
      logger.warning(
        "a line that a crash cut short was set aside: it was never acknowledged",
        metadata: with(["copy": "\(copy)", "bytes": "\(bytes)"]))
    case .rewritten(let segment, let bytes):
      logger.notice(
        "the last run ended unmarked: its last lines were written to disk again",
        metadata: with(["segment": "\(segment)", "bytes": "\(bytes)"]))
    case .sealedLate(let segment):
      logger.notice("an unfinished segment was sealed", metadata: with(["segment": "\(segment)"]))
    case .indexRebuilt(let segment, let reason):
      logger.notice(
        "an index was made anew", metadata: with(["segment": "\(segment)", "reason": "\(reason)"]))
    case .indexLost(let path, let reason):
      logger.error(
        "dedup has forgotten a retired segment: its index is gone",
        metadata: with(["index": "\(path)", "reason": "\(reason)"]))
    case .segmentMissing(let first, let last):
      logger.error(
        "a segment is missing, and retention did not remove it",
        metadata: with(["first": "\(first)", "last": "\(last)"]))
    case .sealsDisagree(let path):
      logger.error(
        "a seal does not follow the one before it: run wireroom verify",
        metadata: with(["seal": "\(path)"]))
    case .rolled(let sealed, let lines, let bytes):
      logger.info(
        "rolled",
        metadata: with(["sealed": "\(sealed)", "lines": "\(lines)", "bytes": "\(bytes)"]))
    case .rollPutOff(let error):
      logger.warning("a roll is put off", metadata: with(["error": "\(error)"]))
    case .tailUnavailable(let error):
      logger.warning(
        "there is no file to tail here; wireroom tail works", metadata: with(["error": "\(error)"]))
    case .segmentRetired(let segment):
      logger.notice("retention removed a segment", metadata: with(["segment": "\(segment)"]))
    case .retentionFailed(let error):
      logger.warning("retention could not remove a file", metadata: with(["error": "\(error)"]))
    // The writer itself says these, once for both logs.
    case .degraded, .recovered: break
    }
  }
}
