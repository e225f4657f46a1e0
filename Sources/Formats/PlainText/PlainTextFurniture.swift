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
    "view comments", "watch now", "whatsapp", "media playback is unsupported on your device",
    "share on facebook", "share on twitter", "share on x", "share on linkedin", "share on whatsapp",
    "share via email", "share this page", "share this with facebook", "share this with twitter",
    "share this with email", "share this with messenger", "share this with whatsapp",
    "these are external links and will open in a new window", "sign up for our newsletter",
    "sign up for our newsletters", "get the latest news in your inbox", "back to top",
    "next article",
    "previous article", "follow us", "follow us on twitter", "follow us on facebook", "log in",
    "sign in", "register", "anzeige", "werbung", "weiterlesen", "mehr zum thema", "lesen sie auch",
    "publicité", "lire aussi", "lire la suite", "à lire aussi", "publicidad", "leer más",
    "lea también", "pubblicità", "leggi anche", "publicidade", "leia mais", "leia também",
    "advertentie", "lees ook", "lees meer", "reklama", "annons", "annonse", "annonce",
  ]

  /// Labels that stand above a headline only.
  private static let pageTop: Set<String> = [
    "skip to main content", "skip to content", "skip to navigation", "menu", "search", "news",
    "toggle navigation", "breaking news", "live", "exclusive",
  ]

  /// Whether a line above the headline belongs to the page: a label, a trail ("Home > News").
  static func isPageTop(_ line: Run) -> Bool {
    guard line.count <= 80 else { return false }
    if pageTop.contains(withoutOrnaments(line).folded) { return true }
    return line.begins(with: "home") && line.contains(anyOf: [" > ", " › ", " » ", " / "])
  }

  /// "5 min read", "3 minute read", "Reading time: 4 min".
  private static func isReadingTime(_ line: Run) -> Bool {
    guard line.count <= 30, line.hasDigit else { return false }
    return
      (line.beginsWithDigit && line.contains(anyOf: [" min read", " minute read", " mins read"]))
      || line.begins(with: "reading time")
  }

  /// Labels that, with a colon, lead to another story; written small they may begin a sentence.
  private static let linkLabels = ["read more", "also read", "see also", "related", "read also"]
  private static let loudLinkLabels = [
    "MORE", "PHOTOS", "READ", "READ MORE", "RELATED", "RELATED VIDEO", "SEE ALSO", "VIDEO", "WATCH",
  ]

  /// A wire's notes to the desks that use it, from their first words.
  private static let deskNotes = [
    "(story can end here", "(optional material follows", "(begin optional trim",
    "(end optional trim", "(more)", "<annotation>", "</annotation>", "our standards: ",
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
    if paragraph.begins(with: "follow "), paragraph.contains(anyOf: [" on twitter at", " on x at"])
    {
      return paragraph.count <= 140
    }
    guard paragraph.count <= 60 else { return false }
    if paragraph.bytes.allSatisfy({ $0 == UInt8(ascii: "_") }) { return true }
    return junk.contains(paragraph.folded) || junk.contains(withoutOrnaments(paragraph).folded)
      || isReadingTime(paragraph)
      || paragraph.begins(with: "advertisement - ")
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

  /// "© 2024 Agency", "Copyright 1998 The Paper. All rights reserved.": with the year.
  static func isCopyright(_ paragraph: Run) -> Bool {
    guard paragraph.count <= 400, paragraph.prefix(60).hasDigit || paragraph.count <= 48 else {
      return false
    }
    for opener in ["©", "(c) ", "copyright © ", "copyright (c) ", "copyright "] {
      guard let rest = paragraph.after(opener) else { continue }
      if opener == "©", isAgencyName(rest) { return true }
      let year = rest.words(limit: 1).first?.prefix(4)
      return year?.count == 4 && year?.bytes.allSatisfy { (0x30...0x39).contains($0) } == true
    }
    return false
  }

  /// A video with its length: "02:52 - Source: CNN", as CNN's pages print it.
  struct Video: Equatable {
    /// Seconds.
    var duration: Int
    var source: String?
  }

  static func video(in line: Run) -> Video? {
    guard line.count <= 120 else { return nil }
    let line = line.after("video ") ?? line
    guard line.beginsWithDigit else { return nil }
    let words = line.words(limit: 4)
    guard words.count == 4, let duration = seconds(words[0]), words[2].folded == "source:",
      ["-", "–", "—", "|"].contains(words[1].string)
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
    if isStamp(line) || isDeskPath(line) { return true }
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

  /// "jd/ap": the same without brackets.
  private static func isDeskPath(_ line: Run) -> Bool {
    // "burs-jd/ap": put together by the bureaus.
    let path = line.after("burs-") ?? line
    let parts = path.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return (2...4).contains(parts.count)
      && parts.allSatisfy {
        (2...4).contains($0.count) && $0.allSatisfy { (0x61...0x7A).contains($0) }
      }
  }

  /// "AP-NY-03-12-98 1234EST": service, day, time and zone, as AP and NYT end a story.
  private static func isStamp(_ line: Run) -> Bool {
    let words = line.words(limit: 3)
    guard words.count == 2, let day = words.first, let time = words.last, time.beginsWithDigit,
      (6...8).contains(time.count), time.bytes.prefix(4).allSatisfy({ (0x30...0x39).contains($0) }),
      Run(time.bytes.dropFirst(4)).bytes.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) })
    else { return false }
    let parts = day.bytes.split(separator: UInt8(ascii: "-"))
    return (4...5).contains(parts.count)
      && parts.suffix(3).allSatisfy {
        $0.count == 2 && $0.allSatisfy { (0x30...0x39).contains($0) }
      }
  }

  /// Whether a line is an address of the web and nothing else.
  static func isAddress(_ line: Run) -> Bool {
    guard line.begins(with: "http://") || line.begins(with: "https://") else { return false }
    return line.count > 10 && line.count <= 2048 && line.firstWordLength == line.count
  }
}
