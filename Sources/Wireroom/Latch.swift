/// Opened once, for as many as wait for it.
final class Latch: Sendable {
  private let stream: AsyncStream<Never>
  private let continuation: AsyncStream<Never>.Continuation

  init() { (stream, continuation) = AsyncStream<Never>.makeStream() }

  func open() { continuation.finish() }

  /// Returns when it is open, or the waiting task is cancelled.
  func wait() async { for await _ in stream {} }
}
