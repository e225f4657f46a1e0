internal import Markup
internal import Newsroom

/// Reads a feed of any XML vocabulary as it streams by: each entry leaves through the sink when it
/// ends, so that a feed is never held whole.
///
/// An element is handled by its number, worked out once per name (`FeedTerm`); text gathers in one
/// buffer, from which one String is made per field that is kept.
struct FeedReader: XMLHandler {
  /// What an open element is to the reader.
  enum Frame: UInt8 {
    /// Counts for nothing; what it holds may.
    case open
    /// Nor does what it holds.
    case skipped
    case field
    /// A field whose end tag was missing: it was closed by what followed.
    case closed
    /// Markup inside of a field's text.
    case markup
    /// The `div` that wraps XHTML text and is no part of it.
    case wrapper
    case feed, entry, person, image, media, source
  }

  let receiver: DraftReceiver
  let format: Format
  /// The document's own address: against it relative links are resolved.
  let documentBase: String?

  /// Whether text may have been made UTF-8 twice.
  var mayBeDoubled = false

  var info = FeedInfo()
  var draft = Draft()
  var entryCount = 0
  var isInEntry = false
  var isInImage = false

  /// What the namespaces of the document are.
  private var vocabularies: [(uri: [UInt8], vocabulary: FeedVocabulary?)] = []
  /// The namespace that tells the version.
  var rootNamespace = ""

  var frames: [Frame] = []
  var skippedDepth = 0
  var base: String?
  var language: String?
  private var bases: [(depth: Int, previous: String?)] = []
  private var languages: [(depth: Int, previous: String?)] = []

  /// The text of the open field.
  var buffer: [UInt8] = []
  var field: FeedTerm?
  var attributes = FieldAttributes()
  var fieldHasMarkup = false
  private var fieldDepth = 0

  var person: Person?
  var personTerm = FeedTerm(.none)
  var personText: [UInt8] = []
  /// The feed that the open `atom:source` speaks of.
  var source: Category?
  // To compare with nil would copy both sides, with all their Strings.
  var isInPerson: Bool { if case .some = person { true } else { false } }
  var isInSource: Bool { if case .some = source { true } else { false } }

  /// Where in `draft.media` the open `media:content` stands.
  var openMedia: Int?

  /// The rank of what fills each role, for the entry and for the feed.
  var entryRanks = FeedRanks(repeating: 0)
  var feedRanks = FeedRanks(repeating: 0)

  /// `language`: what the transport says, where the document says nothing.
  init(
    format: Format, documentBase: String?, language: String?, receiver: DraftReceiver
  ) {
    self.format = format
    self.language = language
    self.documentBase = documentBase
    self.receiver = receiver
    buffer.reserveCapacity(16_384)
    frames.reserveCapacity(64)
  }

  // MARK: names

  mutating func number(local: Span<UInt8>, prefix: Span<UInt8>, uri: Span<UInt8>) -> Int32 {
    let name = Self.lowered(local)
    if rootNamespace.isEmpty { rootNamespace = Self.string(uri) }
    // RSS 1.0 and 0.90: the root is RDF's, the version is that of the elements.
    if name == "channel", format == .rdf { rootNamespace = Self.string(uri) }
    var vocabulary: FeedVocabulary?
    if !uri.isEmpty {
      if let known = vocabularies.first(where: { Self.isSame($0.uri, uri) }) {
        vocabulary = known.vocabulary
      } else {
        let text = Self.string(uri)
        vocabulary = .named(uri: text)
        // A document has a handful; what thousands would cost is nobody's concern but theirs.
        if vocabularies.count < 16 { vocabularies.append((Array(text.utf8), vocabulary)) }
      }
    }
    if vocabulary == nil, !prefix.isEmpty { vocabulary = .usual(prefix: Self.string(prefix)) }
    if vocabulary == nil {
      // A default namespace that nobody knows is most likely a mistake; a prefix is not.
      vocabulary = prefix.isEmpty ? usualVocabulary : .other
    }
    if vocabulary == .rss || vocabulary == .sitemap, format == .cdf {
      vocabulary = .channelDefinition
    }
    return (vocabulary?.term(name) ?? FeedTerm(.none)).number
  }

  private var usualVocabulary: FeedVocabulary {
    switch format {
    case .atom: .atom
    case .cdf: .channelDefinition
    case .newsSitemap: .sitemap
    default: .rss
    }
  }

  private static func isSame(_ known: [UInt8], _ text: Span<UInt8>) -> Bool {
    guard known.count == text.count else { return false }
    for i in text.indices where known[i] != text[i] { return false }
    return true
  }

  /// In lower case, as far as ASCII goes: no name that counts goes further.
  private static func lowered(_ text: Span<UInt8>) -> String {
    unsafe String(unsafeUninitializedCapacity: text.count) { out in
      for i in text.indices {
        let byte = text[i]
        unsafe out[i] = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
      }
      return text.count
    }
  }

  static func string(_ text: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    bytes.append(copying: text)
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: events

  mutating func start(_ name: Int32, _ tag: borrowing XMLTag) {
    if skippedDepth > 0 {
      skippedDepth += 1
      frames.append(.skipped)
      return
    }
    let term = FeedTerm(number: name)
    if let open = field {
      if !closes(open, term) { return frames.append(markup(inside: open, tag)) }
      closeField()
      if fieldDepth < frames.count { frames[fieldDepth] = .closed }
    }
    if tag.count > 0 { inherit(tag) }
    frames.append(begin(term, tag))
  }

  mutating func end(_ name: Int32) {
    guard let frame = frames.popLast() else { return }
    switch frame {
    case .open, .closed, .wrapper: break
    case .skipped: skippedDepth -= 1
    case .field: closeField()
    case .markup: endMarkup()
    case .feed: break
    case .entry: endEntry()
    case .person: endPerson()
    case .image: isInImage = false
    case .media: openMedia = nil
    case .source: endSource()
    }
    if let last = bases.last, last.depth == frames.count {
      base = last.previous
      bases.removeLast()
    }
    if let last = languages.last, last.depth == frames.count {
      language = last.previous
      languages.removeLast()
    }
  }

  mutating func text(_ text: Span<UInt8>) {
    if field != nil {
      if attributes.isXHTML { append(escaping: text) } else { buffer.append(copying: text) }
    } else if isInPerson, skippedDepth == 0 {
      personText.append(copying: text)
    }
  }

  // MARK: structure

  /// What an element begins, in a place where no field is open.
  private mutating func begin(_ term: FeedTerm, _ tag: borrowing XMLTag) -> Frame {
    if isInSource, term.role != .title, term.role != .link, term.role != .id {
      // What else a source says, its entries' own feed says of itself.
      skippedDepth = 1
      return .skipped
    }
    switch term.role {
    case .none:
      // The first element may bear any name; a name may be marked up.
      if frames.isEmpty || isInPerson { return .open }
      skippedDepth = 1
      return .skipped
    case .group:
      if frames.isEmpty { beginDocument(tag) }
      return .open
    case .feed:
      if frames.isEmpty || format == .rdf { beginDocument(tag) }
      beginFeed(tag)
      return .feed
    case .entry:
      if isInEntry {
        // The end tag of the entry before is missing.
        endEntry()
        for n in frames.indices where frames[n] == .entry { frames[n] = .closed }
      }
      beginEntry(tag)
      return .entry
    case .image:
      isInImage = true
      return .image
    case .author, .contributor:
      person = Person()
      personTerm = term
      personText.removeAll(keepingCapacity: true)
      return .person
    case .enclosure, .thumbnail, .podcastImage, .podcastCategory, .newsSource:
      attributesOnly(term, tag)
      return .open
    case .mediaContent:
      openMedia = beginMedia(tag)
      return .media
    case .source:
      guard isInEntry else { return .open }
      source = Category(term: "")
      return .source
    case .mediaGroup: return .open
    default:
      beginField(term, tag)
      return .field
    }
  }

  private mutating func inherit(_ tag: borrowing XMLTag) {
    if let value = tag.xmlAttribute("base") {
      bases.append((frames.count, base))
      base = URLReference.resolve(value, against: base ?? documentBase)
    }
    if let value = tag.xmlAttribute("lang") {
      languages.append((frames.count, language))
      language = value.isEmpty ? nil : value
    }
  }

  // MARK: fields

  private mutating func beginField(_ term: FeedTerm, _ tag: borrowing XMLTag) {
    field = term
    fieldDepth = frames.count
    fieldHasMarkup = false
    buffer.removeAll(keepingCapacity: true)
    attributes.read(term, tag)
  }

  /// Whether an element inside of a field shows that the field's end tag is missing.
  private func closes(_ open: FeedTerm, _ inner: FeedTerm) -> Bool {
    guard inner.role != .none, inner.role != .group, !attributes.isXHTML else { return false }
    if inner.isDistinct { return true }
    switch open.role {
    case .summary, .content, .info, .subtitle: return false
    default: return inner.role != .content
    }
  }

  private mutating func closeField() {
    guard let term = field else { return }
    field = nil
    keep(term)
  }

  /// Markup inside of text becomes part of the text; in other fields only its text counts.
  private mutating func markup(inside open: FeedTerm, _ tag: borrowing XMLTag) -> Frame {
    guard open.role.isWords || open.role == .copyright || open.role == .mediaText else {
      return .open
    }
    let start = buffer.count
    buffer.append(UInt8(ascii: "<"))
    tag.appendName(to: &buffer)
    if attributes.isXHTML, !fieldHasMarkup, buffer[..<start].allSatisfy({ $0 <= 0x20 }),
      buffer[(start + 1)...].elementsEqual("div".utf8)
    {
      buffer.removeSubrange(start...)
      fieldHasMarkup = true
      return .wrapper
    }
    fieldHasMarkup = true
    let name = Array(buffer[(start + 1)...])
    for n in 0..<tag.count { tag.appendAttribute(n, to: &buffer) }
    buffer.append(UInt8(ascii: ">"))
    if Self.void.contains(where: { name.elementsEqual($0.utf8) }) { return .open }
    openMarkup.append(name)
    return .markup
  }

  private var openMarkup: [[UInt8]] = []
  private static let void = [
    "br", "img", "hr", "input", "embed", "source", "wbr", "area", "col", "link", "meta", "param",
    "track",
  ]

  private mutating func endMarkup() {
    guard let name = openMarkup.popLast(), field != nil else { return }
    buffer.append(contentsOf: "</".utf8)
    buffer.append(contentsOf: name)
    buffer.append(UInt8(ascii: ">"))
  }

  /// Text of XHTML is text: once read, it has to be escaped to stand in HTML.
  private mutating func append(escaping text: Span<UInt8>) {
    for i in text.indices {
      switch text[i] {
      case UInt8(ascii: "<"): buffer.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: "&"): buffer.append(contentsOf: "&amp;".utf8)
      default: buffer.append(text[i])
      }
    }
  }
}
