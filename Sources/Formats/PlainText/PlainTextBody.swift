extension PlainTextParser {
  /// What a paragraph of a story's text is.
  enum Role: Equatable {
    case paragraph
    case heading
    case caption(Caption)
    case credits(Credits)
    case video(Video)
    /// The sign that ends a wire story, with the agency if it names one.
    case endMark(agency: String?)
    /// Whose the text is.
    case copyright
    /// A label of the page round the story.
    case junk
  }

  private static let longestHeading = 80
  private static let longestHeadingInWords = 12

  /// The role of each paragraph of a story's text.
  static func roles(of text: [Run], onPage hasFurniture: Bool) -> [Role] {
    let hasFurniture = hasFurniture || text.contains(where: provesPictures)
    var roles = text.indices.map { i in
      role(
        of: text[i], before: i > 0 ? text[i - 1] : nil,
        after: i + 1 < text.count ? text[i + 1] : nil, onPage: hasFurniture)
    }
    // What is all that there is to read is the story.
    if !roles.contains(.paragraph) {
      for i in roles.indices { if case .caption = roles[i] { roles[i] = .paragraph } }
    }
    markHeadings(text, in: &roles)
    return roles
  }

  private static func role(
    of text: Run, before: Run?, after: Run?, onPage hasFurniture: Bool
  ) -> Role {
    if text.count > longestClassified { return .paragraph }
    if after == nil, isEndMark(text) {
      return .endMark(agency: isAgencyName(text) ? text.name : nil)
    }
    if isJunk(text) { return .junk }
    if before != nil, isCopyright(text) { return .copyright }
    if let video = video(in: text) { return .video(video) }
    if before != nil, let credits = credits(in: text) { return .credits(credits) }
    if let caption = caption(text, before: before, after: after, onPage: hasFurniture) {
      return .caption(caption)
    }
    return .paragraph
  }

  /// A heading stands between two paragraphs of prose: short lines in a row are a list or a table.
  private static func markHeadings(_ text: [Run], in roles: inout [Role]) {
    var previousIsProse = false
    var candidate: Int?
    for i in text.indices where roles[i] == .paragraph {
      let hasShape = hasHeadingShape(text[i])
      // A paragraph that begins in lower case goes on from a line that was cut: no heading.
      if let found = candidate, !hasShape, !text[i].beginsLowercase { roles[found] = .heading }
      candidate = hasShape && previousIsProse ? i : nil
      previousIsProse = !hasShape
    }
  }

  /// Short, begun like a title, without a stop, a comma or a quotation mark at its end.
  static func hasHeadingShape(_ text: Run) -> Bool {
    guard text.count <= longestHeading, text.hasLetter, let first = text.firstScalar,
      let last = text.last,
      text.words(limit: longestHeadingInWords + 1).count <= longestHeadingInWords
    else { return false }
    // Scripts without capitals have titles too.
    guard !first.properties.isLowercase, !"-*•·–—(@#[+_.<".unicodeScalars.contains(first) else {
      return false
    }
    let isQuestion = last == UInt8(ascii: "?") && text.isOneSentence
    guard isQuestion || !text.endsSentence, !text.endsWithQuote else { return false }
    return !".,:;-_)".utf8.contains(last) && !text.contains(anyOf: ["http", "@", "www."])
  }
}
