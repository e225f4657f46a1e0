import Markup
import Newsroom

/// Mail by RFC 5322 and MIME: one story for a mail, and one for each attachment that is one.
enum MailParser {
  /// How deep mails may lie in mails: what is attached to the innermost is only listed.
  static let maximumDepth = 4

  /// The stories of a mail, or of all mails in a mailbox. `depth`: in how many others it lies.
  static func parse(
    _ delivery: Delivery, _ mappings: [XMLMapping] = [], depth: Int,
    into document: inout DocumentInfo, unpack: @escaping (PackedAttachment) -> Void = { _ in },
    sink: (Draft) -> Void
  ) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = delivery.bytes.starts(with: mark) ? mark.count : 0
    let bytes = delivery.bytes[start...].drop { $0 <= 0x20 }
    // What the whole was read as says nothing: each part has a character set of its own.
    document.warnings = []
    for mail in Mailbox.mails(in: bytes) {
      let entity = MailEntity(mail)
      let content = MailContent(of: entity)
      var draft = draft(entity.header)
      fill(&draft, with: content.bodies, &document)
      if entity.isCut { draft.warnings.append(.truncated) }
      draft.filing = filing(of: draft)
      var stories: [Draft] = []
      for attachment in content.attachments {
        if attachment.isArchive {
          unpack(PackedAttachment(name: attachment.fileName, bytes: attachment.decoded()))
        }
        let found =
          depth < maximumDepth ? parsed(attachment, in: delivery, mappings, depth, unpack) : []
        if found.isEmpty { draft.media += media(attachment).map { [$0] } ?? [] }
        stories += found
      }
      let isEmpty = draft.blocks.isEmpty && draft.content?.value.isEmpty ?? true
      if !isEmpty || stories.isEmpty { sink(draft) }
      for var story in stories {
        if let id = draft.id { story.links.append(Link(url: id, rel: "via")) }
        sink(story)
      }
    }
  }

  // MARK: Fields

  private static func draft(_ header: MailHeader) -> Draft {
    var draft = Draft()
    if let id = header.raw("message-id"), let reference = references(id).first {
      draft.id = uri(reference)
      draft.altIDs.append((role: "message-id", value: "<\(reference)>"))
    }
    for (name, rel) in [
      ("in-reply-to", "in-reply-to"), ("references", "references"),
    ] {
      for reference in references(header.raw(name) ?? []).prefix(50) {
        draft.links.append(Link(url: uri(reference), rel: rel))
      }
    }
    // Of one author, to whom they may be trusted as much as the mail itself (RFC 5536, RFC 4021).
    for name in ["supersedes", "replaces", "obsoletes"] {
      for reference in references(header.raw(name) ?? []).prefix(8) {
        draft.follows.append(uri(reference))
      }
    }
    draft.headline = header.text("subject").map { SourceText($0) }
    draft.authors =
      ["from", "sender", "reply-to"].lazy
      .map { MailAddress.people(in: header.raw($0) ?? []) }.first { !$0.isEmpty } ?? []
    draft.published = date(header, "date", &draft)
    draft.expires = date(header, "expires", &draft)
    draft.language = header.text("content-language").map { String($0.prefix { $0 != "," }) }
    draft.editorialNote = header.text("comments")
    if let organization = header.text("organization") {
      draft.infoSources.append(Category(term: organization))
    }
    for word in (header.text("keywords") ?? "").split(separator: ",") {
      let term = PlainTextParser.Run(String(word)).trimmed.string
      if !term.isEmpty { draft.categories.append(Category(term: term)) }
    }
    if let address = header.text("archived-at") {
      draft.url = address.split { "<> ".contains($0) }.first.map(String.init)
    }
    return draft
  }

  private static func date(_ header: MailHeader, _ name: String, _ draft: inout Draft) -> NewsDate?
  {
    guard let text = header.text(name) else { return nil }
    if let date = NewsDateParser.parse(text) { return date }
    if name == "date" { draft.warnings.append(.badDate) }
    return nil
  }

  /// The ids between angle brackets; one without them is taken too.
  private static func references(_ field: [UInt8]) -> [String] {
    let found = field.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false)
      .dropFirst().compactMap { piece -> String? in
        guard let end = piece.firstIndex(of: UInt8(ascii: ">")), end > piece.startIndex else {
          return nil
        }
        return String(decoding: piece[..<end].filter { $0 > 0x20 }, as: UTF8.self)
      }
    if !found.isEmpty { return found }
    let bare = field.filter { $0 > 0x20 }
    return bare.contains(UInt8(ascii: "@")) ? [String(decoding: bare, as: UTF8.self)] : []
  }

  /// A message id as a URI. Source: RFC 2392.
  private static func uri(_ reference: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out = Array("mid:".utf8)
    for byte in reference.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: out.append(byte)
      case _ where "-._~!$&'()*+,;=:@".utf8.contains(byte): out.append(byte)
      default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// What a subject says of an earlier mail of its sender's: an answer or a forwarded mail says
  /// nothing.
  private static func filing(of draft: Draft) -> Filing? {
    guard let subject = draft.headline?.value, let sender = draft.authors.first?.email else {
      return nil
    }
    let line = PlainTextParser.Run(subject).trimmed
    let answers = ["re:", "aw:", "sv:", "fw:", "fwd:", "wg:", "tr:", "rv:", "antw:"]
    if answers.contains(where: line.begins) { return nil }
    var filing = Filing(agency: sender)
    let read = FilingMarks.read(line)
    filing.mark = read.mark
    if !read.words.isEmpty { filing.names = ["title:" + read.words.string] }
    for case .paragraph(let text) in draft.blocks.prefix(2) {
      filing.mark = FilingMarks.stronger(
        filing.mark, FilingMarks.note(PlainTextParser.Run(text).prefix(300)))
    }
    return filing
  }

  // MARK: Text

  private static func fill(
    _ draft: inout Draft, with bodies: [MailEntity], _ document: inout DocumentInfo
  ) {
    let hasMarkup = bodies.contains(where: \.isHTML)
    var html = ""
    var lines: [PlainTextParser.Run] = []
    var signatures: [String] = []
    for (n, body) in bodies.enumerated() {
      let text = decoded(body)
      if n == 0 { document.charset = text.charset }
      draft.warnings += text.warnings.filter { !draft.warnings.contains($0) }
      let bytes = text.bytes[min(text.start, text.bytes.count)...]
      if draft.language == nil { draft.language = body.header.text("content-language") }
      if body.isHTML {
        html += String(decoding: bytes, as: UTF8.self)
        continue
      }
      let plain = MailText(bytes, type: body.type)
      if let signature = plain.signature { signatures.append(signature) }
      if hasMarkup {
        html += paragraphs(plain.lines)
      } else {
        lines += lines.isEmpty ? [] : [PlainTextParser.Run([])]
        lines += plain.lines
      }
    }
    if hasMarkup {
      draft.content = SourceText(html, kind: .html, mediaType: "text/html")
    } else {
      TelexBody.fill(&draft, with: lines)
      for signature in signatures {
        draft.identityText = (draft.identityText ?? "") + "\n\n" + signature
      }
    }
  }

  private static func paragraphs(_ lines: [PlainTextParser.Run]) -> String {
    let text = Array(lines.map { Array($0.bytes) }.joined(separator: [0x0A]))
    return PlainTextParser.paragraphs(of: text)
      .map { "<p>\(Entities.escape($0.text.string))</p>" }.joined()
  }

  /// A part's text, by its own transfer encoding and character set.
  static func decoded(_ body: MailEntity) -> DecodedText {
    let charset = body.type.parameter("charset").map { "\(body.type.value); charset=\($0)" }
    return Charset.decode(body.decoded(), contentType: charset)
  }

  // MARK: Attachments

  /// The stories in an attachment; none where it is no story, or one that cannot be read.
  private static func parsed(
    _ attachment: MailEntity, in mail: Delivery, _ mappings: [XMLMapping], _ depth: Int,
    _ unpack: @escaping (PackedAttachment) -> Void
  ) -> [Draft] {
    guard attachment.mayBeStory else { return [] }
    var inner = Delivery(
      id: mail.id, route: mail.route, source: mail.source, name: attachment.fileName,
      bytes: attachment.decoded())
    if let charset = attachment.type.parameter("charset") {
      inner.headers["content-type"] = "\(attachment.type.value); charset=\(charset)"
    }
    var drafts: [Draft] = []
    do throws(Rejection) {
      let document = try Parsing.parse(
        inner, mappings: mappings, depth: depth + 1, unpack: unpack
      ) {
        drafts.append($0)
      }
      for i in drafts.indices {
        drafts[i].warnings += document.warnings
        drafts[i].language = drafts[i].language ?? document.feed?.language
      }
    } catch {
      return []
    }
    // A line without a text below it is a note, not a story.
    return drafts.filter { !$0.blocks.isEmpty || $0.content != nil || $0.summary != nil }
  }

  private static func media(_ attachment: MailEntity) -> Media? {
    let type = attachment.type.value
    // Signatures, keys, and what a mail server says of the way.
    if type.hasSuffix("-signature") || type.hasPrefix("message/")
      || type.hasSuffix("/rfc822-headers")
      || attachment.body.isEmpty
    {
      return nil
    }
    let kind: Media.Kind =
      switch attachment.type.kind {
      case "image": .picture
      case "video": .video
      case "audio": .audio
      default: .other
      }
    return Media(
      kind: kind, mediaType: type, bytes: attachment.decoded().count, title: attachment.fileName,
      caption: attachment.header.text("content-description"))
  }
}
