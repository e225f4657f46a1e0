/// What reading one document may cost: generous to what is honest, for a limit is met by what is
/// not, twice, before it is rejected.
package struct ParsingLimits: Sendable {
  /// Processor for the smallest document, in seconds; one more for each MiB.
  package var processorSeconds = 5
  /// On the clock for the smallest document, in milliseconds. Far above the processor's: the machine
  /// may be busy with something else, and a parser waits for nobody.
  package var wallMilliseconds: Int64 = 60_000
  /// Address space for the smallest document, in bytes, beside what the program itself takes.
  package var memory: UInt64 = 192 << 20
  /// And for each byte of it: as decoded text, as drafts, as stories with two bodies.
  package var memoryPerByte: UInt64 = 12
  /// For how long a worker may take until it says that it is ready.
  package var startMilliseconds: Int64 = 60_000
  /// After so many documents a worker makes room for a fresh one: who has taken it over does not
  /// stay, and what it may have leaked goes.
  package var documentsPerWorker = 16_384
  /// After a larger document it goes as well, with the memory that it took.
  package var largeDocument = 8 << 20

  package init() {}

  func processorSeconds(for bytes: Int) -> UInt64 {
    UInt64(clamping: processorSeconds) + UInt64(clamping: bytes >> 20)
  }

  func wallMilliseconds(for bytes: Int) -> Int64 {
    wallMilliseconds + Int64(clamping: bytes >> 20) * 10_000
  }

  func memory(for bytes: Int) -> UInt64 {
    let own = UInt64(clamping: bytes).multipliedReportingOverflow(by: memoryPerByte)
    let (sum, overflow) = memory.addingReportingOverflow(own.partialValue)
    return own.overflow || overflow ? .max : sum
  }

  /// How many bytes of frames a document of that size may become. A feed of tiny entries grows by an
  /// order of magnitude or two; more than that is no answer.
  func answer(for bytes: Int) -> Int {
    let small = min(max(0, bytes), 4 << 20)
    return 1 << 20 + 64 * small + 8 * max(0, min(bytes, 4 << 30) - small)
  }
}
