/// A stable kebab-case code on a record: something about the story that its reader should know.
package struct Warning: RawRepresentable, Hashable, Sendable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  /// The source declares no date.
  package static let noDate = Warning(rawValue: "no-date")
  /// A date is there and no rule reads it.
  package static let badDate = Warning(rawValue: "bad-date")
  /// The declared character set is not the one of the bytes.
  package static let charsetLied = Warning(rawValue: "charset-lied")
  /// Bytes that are no text in the document's character set were replaced.
  package static let badBytes = Warning(rawValue: "bad-bytes")
  /// The XML was not well-formed and was read all the same.
  package static let xmlRecovered = Warning(rawValue: "xml-recovered")
  /// The document ends in the middle.
  package static let truncated = Warning(rawValue: "truncated")
  /// Text stood before the document's first element.
  package static let junkBeforeDocument = Warning(rawValue: "junk-before-document")
  /// No headline was declared, none could be inferred.
  package static let noHeadline = Warning(rawValue: "no-headline")
  /// A guid that names another story already.
  package static let guidReused = Warning(rawValue: "guid-reused")
  /// More updates of one uri in a day than the cap: later ones are only counted.
  package static let updatesCapped = Warning(rawValue: "updates-capped")
  /// The word KILL in a text: the desk does not act on it.
  package static let killInText = Warning(rawValue: "kill-in-text")
  /// Active content (script, handlers, data: links) was taken out of the markup.
  package static let activeContentRemoved = Warning(rawValue: "active-content-removed")
}

/// Why an arrival became no story. It is kept, and said.
package struct Rejection: Error, Hashable, Sendable {
  /// A stable kebab-case code: `empty`, `oversized`, `unknown-format` …
  package let code: String
  /// One sentence for a person: what was found, and what can be done.
  package let detail: String
  /// What the sniffer took the bytes for, where it came to that.
  package var format: Format?

  package init(code: String, detail: String, format: Format? = nil) {
    self.code = code
    self.detail = detail
    self.format = format
  }
}
