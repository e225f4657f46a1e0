package import Newsroom

/// Tells the three wire formats apart by their first bytes.
enum TelexSniffer {
  typealias Run = PlainTextParser.Run

  /// How much of a file is looked at.
  private static let reach = 4096

  /// The wire format of the bytes, or nil where they are something else.
  static func sniff(_ raw: [UInt8]) -> Sniffed? {
    let head = raw.prefix(reach)
    guard let first = head.firstIndex(where: { !isFiller($0) }) else { return nil }
    if head[first] == TelexByte.startOfHeading {
      return framed(head[(first + 1)...])
    }
    // What sends only text loses the framing bytes first, and keeps the lines.
    if let found = unframed(head[first...], ending: raw.suffix(80)) { return found }
    return ZCZCParser.opening(of: head[first...]).map { _ in
      Sniffed(.zczc, "It begins with a line ZCZC, which starts a telex.", start: 0)
    }
  }

  /// NUL, SYN, DEL and white space come before the first message.
  private static func isFiller(_ byte: UInt8) -> Bool {
    byte == 0x7F
      || byte <= 0x20 && byte != TelexByte.startOfHeading && byte != TelexByte.startOfText
  }

  private static func framed(_ head: ArraySlice<UInt8>) -> Sniffed? {
    let lines = head.telexLines(limit: 3)
    guard let first = lines.first else { return nil }
    if lines.count > 1, ANPAParser.Heading(first, lines[1]) != nil {
      return Sniffed(
        .anpa1312, "A start-of-heading byte and the two header lines of ANPA 1312 begin it.",
        start: 0)
    }
    if IPTC7901Parser.Heading(Run(first)) != nil {
      return Sniffed(
        .iptc7901, "A start-of-heading byte and the header line of IPTC 7901 begin it.", start: 0)
    }
    return nil
  }

  /// Both header lines must be there, and what only wires have behind them.
  private static func unframed(
    _ head: ArraySlice<UInt8>, ending: ArraySlice<UInt8>
  ) -> Sniffed? {
    let lines = head.telexLines(limit: 4)
    guard lines.count > 2 else { return nil }
    let hasText = head.contains(TelexByte.startOfText)
    if ANPAParser.Heading(lines[0], lines[1]) != nil,
      hasText || lines[2].first == TelexByte.caret
    {
      return Sniffed(.anpa1312, "The two header lines of ANPA 1312 begin it.", start: 0)
    }
    guard IPTC7901Parser.Heading(Run(lines[0])) != nil else { return nil }
    if hasText { return Sniffed(.iptc7901, "The header line of IPTC 7901 begins it.", start: 0) }
    guard let last = ending.telexLines().last(where: { !Run($0).trimmed.isEmpty }),
      TelexDate.iptc(Run(last)) != nil
    else { return nil }
    return Sniffed(
      .iptc7901, "The header line of IPTC 7901 begins it, and its date line ends it.", start: 0)
  }
}

extension Format {
  package static let anpa1312 = Format(rawValue: "anpa-1312")
  package static let iptc7901 = Format(rawValue: "iptc-7901")
  package static let zczc = Format(rawValue: "zczc")
}
