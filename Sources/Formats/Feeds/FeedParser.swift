internal import Markup
internal import Newsroom

/// XML feeds: scan, parse, read.
enum FeedParser {
  /// Reads the feed that begins in `text` and goes on with what `more` gives, and completes
  /// `document`. Throws `hostile-markup`.
  static func parse(
    _ text: DecodedText, more: (() -> [UInt8]?)? = nil, _ sniffed: Sniffed, _ delivery: Delivery,
    into document: inout DocumentInfo, _ receiver: DraftReceiver
  ) throws(Rejection) {
    var scan = XMLScan(text.bytes, from: sniffed.start, more: more)
    let base = documentBase(delivery)
    let language = delivery.headers["content-language"]?.split(separator: ",").first
      .map { FeedReader.trimmed(String($0)) }
    var reader = FeedReader(
      format: sniffed.format, documentBase: base, language: language, receiver: receiver)
    reader.mayBeDoubled = text.mayBeDoubled
    let isWellFormed = try XMLPush.parse(&scan, into: &reader)
    document.feed = reader.info
    if sniffed.start > text.start,
      text.bytes[text.start..<sniffed.start].contains(where: { $0 > 0x20 })
        || scan.hasJunkBefore
    {
      document.warnings.append(.junkBeforeDocument)
    }
    if scan.isTruncated { document.warnings.append(.truncated) }
    if scan.isRepaired || (!isWellFormed && !scan.isTruncated) {
      document.warnings.append(.xmlRecovered)
    }
  }

  /// Where the document lies: its Content-Location as seen from where it was fetched.
  private static func documentBase(_ delivery: Delivery) -> String? {
    guard let location = delivery.headers["content-location"], !location.isEmpty else {
      return delivery.url
    }
    let address = URLReference.resolve(location, against: delivery.url)
    return address.hasPrefix("http://") || address.hasPrefix("https://") ? address : delivery.url
  }
}
