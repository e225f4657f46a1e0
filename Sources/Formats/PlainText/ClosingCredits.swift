/// Who worked on a story besides those in the byline, as its last lines say, whatever format the text
/// came in: `(Reporting by X; Editing by Y)`.
package struct ClosingCredits: Equatable {
  package var people: [String]
  package var organisations: [String]

  /// Of a paragraph of UTF-8; nil where it is something else.
  package init?(of paragraph: ArraySlice<UInt8>) {
    let run = PlainTextParser.Run(paragraph).trimmed
    let bracket = PlainTextParser.bracketedCredits(in: run)
    guard let found = PlainTextParser.credits(in: bracket ?? run) else { return nil }
    people = found.people
    organisations = found.organisations
  }
}
