internal import Markup

/// What a mail holds: the parts that are its text, in order, and all others.
struct MailContent {
  private(set) var bodies: [MailEntity] = []
  private(set) var attachments: [MailEntity] = []

  init(of entity: MailEntity) { gather(entity) }

  private init() {}

  private mutating func gather(_ entity: MailEntity) {
    switch entity.type.value {
    case "multipart/alternative": gather(alternatives: entity.parts)
    // The second part is the signature, or the key.
    case "multipart/signed": if let first = entity.parts.first { gather(first) }
    case "multipart/encrypted": break
    default:
      if entity.type.kind == "multipart" {
        for part in entity.parts { gather(part) }
      } else if isBody(entity) {
        bodies.append(entity)
      } else {
        attachments.append(entity)
      }
    }
  }

  /// The same text in several shapes, the plainest first: of them the last with markup is taken,
  /// since its paragraphs are its author's, else the first. Not so where it says much less than
  /// another shape: "View this in your browser" is not the story.
  private mutating func gather(alternatives parts: [MailEntity]) {
    let shapes = parts.map { part in
      var shape = MailContent()
      shape.gather(part)
      return shape
    }
    let texts = shapes.filter { !$0.bodies.isEmpty }
    let marked = texts.last { $0.bodies.contains { $0.isHTML && !$0.body.isEmpty } }
    let plain = texts.first { !$0.bodies.contains(where: \.isHTML) }
    if let marked, let plain, marked.wordBytes * 2 < plain.wordBytes {
      bodies += plain.bodies
    } else {
      bodies += (marked ?? texts.first)?.bodies ?? []
    }
    for shape in shapes { attachments += shape.attachments }
  }

  /// How many bytes of its text are no white space: what one shape has more than another, in the
  /// measure of any script.
  private var wordBytes: Int {
    bodies.reduce(0) { sum, body in
      let text = MailParser.decoded(body)
      var bytes = Array(text.bytes[min(text.start, text.bytes.count)...])
      if body.isHTML { bytes = HTMLReader().fragment(bytes: bytes).textBytes }
      return sum + bytes.count { $0 > 0x20 }
    }
  }

  private func isBody(_ entity: MailEntity) -> Bool {
    guard entity.disposition != "attachment" else { return false }
    switch entity.type.value {
    case "text/html": return entity.fileName == nil || entity.disposition == "inline"
    case "text/plain", "text/enriched", "text": return entity.fileName == nil
    default: return false
    }
  }
}

extension MailEntity {
  var isHTML: Bool { type.value == "text/html" }

  /// Types and names under which archives come. The bytes decide; this only spares looking at
  /// pictures.
  var isArchive: Bool {
    let ending = (fileName ?? "").lowercased().split(separator: ".").last.map(String.init) ?? ""
    let isNamed = ["zip", "tar", "gz", "tgz", "zst", "xz", "txz", "bz2", "tbz2"].contains(ending)
    switch type.value {
    case "application/octet-stream", "application/x-download", "application/force-download":
      return isNamed
    default:
      return type.kind == "application"
        && (isNamed
          || ["zip", "gzip", "tar", "zstd", "bzip", "compress", "-xz"].contains {
            type.value.contains($0)
          })
    }
  }

  /// Types and names under which stories come; a calendar or a card is text too, and none.
  var mayBeStory: Bool {
    let name = fileName?.lowercased() ?? ""
    let ending = name.split(separator: ".").last.map(String.init) ?? ""
    if ["ics", "vcf", "csv", "asc", "sig", "p7s", "log", "css", "js"].contains(ending) {
      return false
    }
    switch type.value {
    case "text/plain", "text/html", "text/xml", "application/xml", "application/json",
      "message/rfc822":
      return true
    case "application/octet-stream", "application/text":
      return [
        "txt", "text", "xml", "html", "htm", "json", "nitf", "newsml", "rss", "atom", "eml",
        "anpa", "tst",
      ].contains(ending)
    default: return type.value.hasSuffix("+xml") || type.value.hasSuffix("+json")
    }
  }
}
