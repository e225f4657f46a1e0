internal import Markup
internal import Newsroom

/// XML feeds: scan, parse, read.
enum FeedParser {
  /// Reads the feed in `text` and completes `document`. Throws `hostile-markup`.
  static func parse(
    _ text: DecodedText, _ sniffed: Sniffed, _ delivery: Delivery,
    into document: inout DocumentInfo, sink: (consuming Draft) -> Void
  ) throws(Rejection) {
    let scan = try XMLScan(text.bytes, from: sniffed.start)
    let base = documentBase(delivery)
    let language = delivery.headers["content-language"]?.split(separator: ",").first
      .map { FeedReader.trimmed(String($0)) }
    let (info, isWellFormed) = withoutActuallyEscaping(sink) { sink in
      var reader = FeedReader(
        format: sniffed.format, documentBase: base, language: language, sink: sink)
      let isWellFormed = XMLPush.parse(scan, into: &reader)
      return (reader.info, isWellFormed)
    }
    document.feed = info
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
