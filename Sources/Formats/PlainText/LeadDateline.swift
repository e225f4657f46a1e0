/// The dateline that opens the text of a story, whatever format the text came in.
package struct LeadDateline: Equatable {
  /// The place as the source writes it; nil where only an agency signs.
  package var located: String?
  /// How many bytes it takes, with the dash and white space after it.
  package var length: Int

  /// The dateline at the start of a paragraph of UTF-8; nil where none is certain.
  package init?(of paragraph: ArraySlice<UInt8>) {
    guard let found = PlainTextParser.dateline(of: PlainTextParser.Run(paragraph)),
      found.isCertain
    else { return nil }
    located = found.located
    length = found.length
  }
}
