/// Under what a story is filed where its format knows no identity (a telex, a plain text): names that
/// tie a marked version to the story before it, and nothing else to anything.
package struct Filing: Hashable, Sendable {
  /// As they are compared, with their kind first: `slug:ferry/night`, `number:prx0080`.
  package var names: [String]
  /// Names of a message that this one says it takes the place of.
  package var replaces: [String]
  /// What the message says that it does to the one before; nil: nothing.
  package var mark: Mark?
  /// Whose names they are; nil: those of the source that it came by.
  package var agency: String?

  package init(
    names: [String] = [], replaces: [String] = [], mark: Mark? = nil, agency: String? = nil
  ) {
    self.names = names
    self.replaces = replaces
    self.mark = mark
    self.agency = agency
  }

  /// A desk's word for a version: `UPDATE 2`, `CORRECTED`, `KILL`.
  package struct Mark: Hashable, Sendable {
    package enum Kind: String, Sendable { case update, correction, kill }

    package var kind: Kind
    /// The 2 of `UPDATE 2`.
    package var number: Int?

    package init(_ kind: Kind, number: Int? = nil) {
      self.kind = kind
      self.number = number
    }
  }
}

extension Filing.Mark {
  /// As a log line has it: `update`, `update 2`.
  package var text: String { number.map { "\(kind.rawValue) \($0)" } ?? kind.rawValue }

  package init?(text: String) {
    let words = text.split(separator: " ")
    guard let kind = words.first.flatMap({ Kind(rawValue: String($0)) }), words.count <= 2 else {
      return nil
    }
    self.init(kind, number: words.count > 1 ? Int(words[1]) : nil)
  }
}
