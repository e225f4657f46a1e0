internal import Markup
package import Newsroom

/// The way from a delivery's bytes to drafts: decode, sniff, and hand over to the format's parser.
package enum Parsing {
  /// Parses a delivery. Each story leaves through `sink` when it is whole, in the document's order.
  ///
  /// Throws `empty`, `unknown-format` or `hostile-markup`; what the sink got before is then to be
  /// dropped. A feed without entries is no error.
  package static func parse(
    _ delivery: Delivery, sink: (consuming Draft) -> Void
  ) throws(Rejection) -> DocumentInfo {
    try withoutActuallyEscaping(sink) { sink throws(Rejection) in
      try parse(delivery, to: DraftReceiver(take: sink))
    }
  }

  /// The same for a receiver that wants to know of the feed before its stories. XML whose root one
  /// of the `mappings` names is read by that, whatever else it might be.
  package static func parse(
    _ delivery: Delivery, mappings: [XMLMapping] = [], to receiver: DraftReceiver
  ) throws(Rejection) -> DocumentInfo {
    try parse(delivery, mappings, depth: 0, to: receiver)
  }

  /// The same of what lies in `depth` other documents: an attachment in a mail.
  static func parse(
    _ delivery: Delivery, mappings: [XMLMapping], depth: Int,
    unpack: @escaping (PackedAttachment) -> Void, sink: (Draft) -> Void
  ) throws(Rejection) -> DocumentInfo {
    try withoutActuallyEscaping(sink) { sink throws(Rejection) in
      try parse(
        delivery, mappings, depth: depth,
        to: DraftReceiver(unpack: unpack, take: { sink($0) }))
    }
  }

  private static func parse(
    _ delivery: Delivery, _ mappings: [XMLMapping], depth: Int, to receiver: DraftReceiver
  ) throws(Rejection) -> DocumentInfo {
    guard !delivery.bytes.isEmpty else {
      throw Rejection(
        code: "empty", detail: "There is nothing in it: zero bytes. Deliver it again, whole.")
    }
    let text = Charset.decode(delivery.bytes, contentType: delivery.headers["content-type"])
    if let mapping = MappedParser.mapping(for: text.bytes, from: text.start, among: mappings) {
      var document = DocumentInfo(
        format: .mappedXML, reason: "The mapping \(mapping.name) names its root element.",
        charset: text.charset)
      document.warnings = text.warnings
      try MappedParser.parse(text, from: text.start, by: mapping, into: &document, receiver)
      return document
    }
    let sniffed = Sniffer.sniff(text, raw: delivery.bytes)
    var document = DocumentInfo(
      format: sniffed.format, reason: sniffed.reason, charset: text.charset)
    document.warnings = text.warnings
    switch sniffed.format {
    case .rss, .rdf, .atom, .cdf, .wxr, .newsSitemap:
      try FeedParser.parse(text, sniffed, delivery, into: &document, receiver)
    case .jsonFeed:
      try JSONFeedParser.parse(text, sniffed, into: &document, receiver)
    case .text where sniffed.start >= text.bytes.count:
      throw Rejection(
        code: "empty", detail: "There is nothing but white space in it. Deliver it again, whole.")
    case .text where PlainTextParser.hasTooManyLines(text.bytes[text.start...]):
      throw Rejection(
        code: "too-many-lines",
        detail: "It has over \(PlainTextParser.mostLines) lines, which is data and no story. "
          + "Deliver its stories one by one.", format: .text)
    case .text:
      try TextCaps.check(text.bytes[sniffed.start...])
      receiver.take(
        PlainTextParser.parse(String(decoding: text.bytes[text.start...], as: UTF8.self)))
    case .anpa1312, .iptc7901, .zczc:
      try TextCaps.check(wire: delivery.bytes, sniffed.format)
      switch sniffed.format {
      case .anpa1312: ANPAParser.parse(delivery.bytes, into: &document) { receiver.take($0) }
      case .iptc7901: IPTC7901Parser.parse(delivery.bytes, into: &document) { receiver.take($0) }
      default: ZCZCParser.parse(delivery.bytes, into: &document) { receiver.take($0) }
      }
    case .mail:
      MailParser.parse(
        delivery, mappings, depth: depth, into: &document, unpack: receiver.unpack
      ) { receiver.take($0) }
    case .html: receiver.take(PageParser.parse(text, from: sniffed.start, delivery))
    case .newsMLG2: try NewsMLG2Parser.parse(text, sniffed, into: &document, receiver)
    case .newsML1: try NewsML1Parser.parse(text, sniffed, into: &document, receiver)
    case .nitf: try NITFParser.parse(text, sniffed, into: &document, receiver)
    case .ninjs1, .ninjs2, .ninjs3: try NinjsParser.parse(text, sniffed, receiver)
    case .apMedia: try APMediaParser.parse(text, sniffed, receiver)
    default:
      throw Rejection(
        code: "unknown-format",
        detail: "It is \(sniffed.format.rawValue), which no parser here reads. "
          + (mappingAdvice(text, sniffed) ?? sniffed.reason), format: sniffed.format)
    }
    return document
  }

  /// What may be done about XML that nobody knows: its root element in full, and what reads it.
  private static func mappingAdvice(_ text: DecodedText, _ sniffed: Sniffed) -> String? {
    guard sniffed.format.rawValue.hasPrefix("xml:"),
      let root = RootElement.find(in: text.bytes, from: sniffed.start)
    else { return nil }
    let space = root.namespace.map { "in the namespace \($0)" } ?? "in no namespace"
    return
      "Its root element is <\(root.name)>, \(space). If it is a story, name that element under "
      + "mappings in the configuration."
  }
}
