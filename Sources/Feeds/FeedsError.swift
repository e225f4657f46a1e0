/// Why polling as a whole cannot go on: not one feed's trouble.
package struct FeedsError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// libcurl or its thread.
    case transport
    /// The state table.
    case store
    /// `raw/`.
    case archive
  }

  package let code: Code
  /// What was tried and what went wrong.
  package let message: String
  /// What to do.
  package let hint: String

  package init(_ code: Code, _ message: String, hint: String) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  package var description: String { "\(message); \(hint)" }
}
