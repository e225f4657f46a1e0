package import Newsroom

/// What a document is, and why.
package struct Sniffed: Sendable, Equatable {
  package var format: Format
  /// In words, for `inspect` and for a rejection.
  package var reason: String
  /// Where the document itself begins in the decoded text, behind what does not belong to it.
  package var start: Int

  package init(_ format: Format, _ reason: String, start: Int) {
    self.format = format
    self.reason = reason
    self.start = start
  }
}
