/// Why a poll brought nothing: the kind decides when to try again, the words are for a person.
package struct FetchFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What backs off in which way.
  package enum Kind: String, Sendable, CaseIterable {
    /// The network's trouble: name lookup, connect.
    case temporary
    /// The server's trouble: 5xx, time-outs, resets, truncation.
    case soft
    /// The feed's trouble: 404, a page in place of a feed, what cannot be read.
    case hard
    /// The server asked us to slow down: its whole host is left alone.
    case throttled
    /// 410: asked for no more.
    case gone
    /// We are stopping: nothing is to be noted.
    case stopped
  }

  /// Stable and in kebab-case: `dns`, `connect`, `address-refused`, `challenge` …
  package let code: String
  package let kind: Kind
  /// What happened, in words.
  package let words: String
  /// What an operator can do about it; empty where there is nothing.
  package let mend: String

  package init(_ code: String, _ kind: Kind, _ words: String, mend: String = "") {
    self.code = code
    self.kind = kind
    self.words = words
    self.mend = mend
  }

  package var description: String { mend.isEmpty ? words : "\(words); \(mend)" }
}
