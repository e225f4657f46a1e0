// What a page or a wire puts round a story's own words.
extension PlainTextParser {
  /// Labels and links of web pages that scraped text keeps, folded, without stops at the end.
  private static let junk: Set<String> = [
    "ad", "advertisement", "advertising", "advertisement - story continues below",
    "article continues below", "article continues after ad", "close", "click here to read more",
    "comment", "comments", "continue reading", "continue reading below",
    "continue reading below the advertisement", "continue reading the main story", "copy link",
    "email", "enlarge this image", "facebook", "hide caption", "image", "just watched",
    "like this: like loading", "linkedin", "listen to article", "live tv", "loading",
    "modal trigger",
    "more on this story", "more videos", "must watch", "newsletter sign-up", "photo", "photos",
    "pinterest", "print", "read full article", "read full story", "read more",
    "read the full story",
    "reddit", "related", "related articles", "related content", "related stories", "related topics",
    "replay", "save", "scroll down for video", "scroll down for videos", "share", "share this",
    "share this article", "share this story", "show caption", "sign up", "skip advertisement",
    "story continued below", "story continues below", "story continues below advertisement",
    "subscribe", "subscribe now", "toggle caption", "tweet", "twitter", "video",
    "view comments", "watch now", "whatsapp",
  ]

  /// Labels that, with a colon, lead to another story; written small they may begin a sentence.
  private static let linkLabels = ["read more", "also read", "see also", "related", "read also"]
  private static let loudLinkLabels = [
    "MORE", "PHOTOS", "READ", "READ MORE", "RELATED", "RELATED VIDEO", "SEE ALSO", "VIDEO", "WATCH",
  ]

  /// A wire's notes to the desks that use it, from their first words.
  private static let deskNotes = [
    "(story can end here", "(optional material follows", "(begin optional trim",
    "(end optional trim", "(more)", "<annotation>", "</annotation>",
  ]

  /// Whether a paragraph belongs to the page or the wire and not to the story.
  static func isJunk(_ paragraph: Run) -> Bool {
    guard paragraph.count <= 200 else { return false }
    if let colon = paragraph.bytes.firstIndex(of: UInt8(ascii: ":")) {
      let label = paragraph.between(paragraph.bytes.startIndex, colon).trimmed
      let leads = colon + 1 < paragraph.bytes.endIndex
      if leads, linkLabels.contains(label.folded) || loudLinkLabels.contains(label.string) {
        return !paragraph.endsWithQuote
      }
    }
    guard paragraph.count <= 60 else { return false }
    return junk.contains(withoutOrnaments(paragraph).folded)
      || deskNotes.contains(where: paragraph.begins)
  }

  /// Without the brackets, stops and … » › ▼ that decorate a label at either end.
  private static func withoutOrnaments(_ line: Run) -> Run {
    func isOrnament(_ byte: UInt8) -> Bool {
      !(0x30...0x39).contains(byte) && !(0x41...0x5A).contains(byte & 0xDF)
    }
    var text = line
    while let last = text.last, isOrnament(last) { text = Run(text.bytes.dropLast()) }
    while let first = text.first, isOrnament(first) { text = text.dropping(1) }
    return text
  }

  /// A video with its length: "02:52 - Source: CNN", as CNN's pages print it.
  struct Video: Equatable {
    /// Seconds.
    var duration: Int
    var source: String?
  }

  static func video(in line: Run) -> Video? {
    guard line.count <= 120, line.beginsWithDigit else { return nil }
    let words = line.words(limit: 4)
    guard words.count == 4, let duration = seconds(words[0]), words[2].folded == "source:",
      ["-", "–", "—"].contains(words[1].string)
    else { return nil }
    let source = line.from(words[3])
    return Video(duration: duration, source: source.name)
  }

  /// "mm:ss" or "h:mm:ss".
  private static func seconds(_ clock: Run) -> Int? {
    let fields = clock.bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard (2...3).contains(fields.count) else { return nil }
    var total = 0
    for (n, field) in fields.enumerated() {
      guard (1...2).contains(field.count), field.allSatisfy({ (0x30...0x39).contains($0) }),
        n == 0 || field.count == 2, let value = Int(Run(field).string), n == 0 || value < 60
      else { return nil }
      total = total * 60 + value
    }
    return total
  }

  /// The sign that ends a wire story, alone on the last line: the agency's name, "ENDS", "-30-".
  static func isEndMark(_ line: Run) -> Bool {
    guard !line.isEmpty, line.count <= 30 else { return false }
    if DatelineWords.bareAgencies.contains(line.string) || isDeskInitials(line) { return true }
    if line.string == "-30-" || line.bytes.allSatisfy({ $0 == UInt8(ascii: "#") }) { return true }
    let text = withoutOrnaments(line)
    return ["END", "ENDS", "ENDIT"].contains(text.string)
      || ["reuter", "reuters"].contains(text.folded)
  }

  /// "(jai/gm)": who at the desk wrote and edited, as AP ends a story.
  private static func isDeskInitials(_ line: Run) -> Bool {
    guard (4...12).contains(line.count), line.first == UInt8(ascii: "("),
      line.last == UInt8(ascii: ")")
    else { return false }
    return line.bytes.dropFirst().dropLast().allSatisfy {
      (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "-")
    }
  }

  /// Whether a line is an address of the web and nothing else.
  static func isAddress(_ line: Run) -> Bool {
    guard line.begins(with: "http://") || line.begins(with: "https://") else { return false }
    return line.count > 10 && line.count <= 2048 && line.firstWordLength == line.count
  }
}
