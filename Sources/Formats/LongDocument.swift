internal import Markup
package import Newsroom

/// A document that is read instead of held: twice, a piece at a time.
package struct LongDocument {
  /// Begins to read it anew; what is returned gives the next bytes, or nil at the end.
  package let open: () -> (() -> [UInt8]?)

  package init(open: @escaping () -> (() -> [UInt8]?)) { self.open = open }
}

extension Parsing {
  /// Parses a document without holding it. Nil where that cannot be: it is no feed in XML, or not
  /// clean UTF-8. `delivery` is without bytes.
  ///
  /// The first reading finds what would make the second one fail: when the first draft leaves, it is
  /// known that all will. Throws `hostile-markup`.
  package static func parse(
    _ document: LongDocument, _ delivery: Delivery, to receiver: DraftReceiver
  ) throws(Rejection) -> DocumentInfo? {
    guard let (text, sniffed) = try survey(document, delivery) else { return nil }
    var info = DocumentInfo(format: sniffed.format, reason: sniffed.reason, charset: text.charset)
    info.warnings = text.warnings
    let pieces = Pieces(document)
    _ = pieces.next()
    try FeedParser.parse(text, more: pieces.next, sniffed, delivery, into: &info, receiver)
    return info
  }

  /// The first reading: the head of the document as text, and what it is.
  private static func survey(
    _ document: LongDocument, _ delivery: Delivery
  ) throws(Rejection) -> (DecodedText, Sniffed)? {
    let pieces = Pieces(document)
    guard let head = pieces.next(), pieces.census.isClean else { return nil }
    let contentType = delivery.headers["content-type"]
    let sniffed = Sniffer.sniff(Charset.decode(head, contentType: contentType), raw: head)
    switch sniffed.format {
    case .rss, .rdf, .atom, .cdf, .wxr, .newsSitemap: break
    default: return nil
    }
    try XMLScan.check(head, from: sniffed.start) { pieces.census.isClean ? pieces.next() : nil }
    while pieces.census.isClean, pieces.next() != nil {}
    return pieces.census.decode(head, contentType: contentType).map { ($0, sniffed) }
  }

  /// The pieces of one reading, cut where characters end. The first is longer than any sniffer
  /// looks.
  private final class Pieces {
    private(set) var census = CharsetCensus()
    private let read: () -> [UInt8]?
    private var isFirst = true
    private var hasEnded = false

    init(_ document: LongDocument) { read = document.open() }

    func next() -> [UInt8]? {
      var piece: [UInt8] = []
      while !hasEnded, piece.isEmpty || (isFirst && piece.count < 1 << 17) {
        guard let bytes = read() else {
          hasEnded = true
          census.finish()
          break
        }
        piece += census.take(bytes)
      }
      isFirst = false
      return piece.isEmpty ? nil : piece
    }
  }
}
