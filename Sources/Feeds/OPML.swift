/// Lists of feeds as other readers write and read them (opml.org, spec2).
package enum OPML {
  /// An `<outline>` as an XML parser gives it.
  package struct Outline: Sendable, Hashable {
    /// Names as they were written, with their values.
    package var attributes: [String: String]
    /// How many outlines it stands in.
    package var depth: Int

    package init(attributes: [String: String], depth: Int) {
      self.attributes = attributes
      self.depth = depth
    }
  }

  /// The feeds of a list, in its order, each with a name of its own. `skipped`: outlines that name
  /// an address which is none. An address that stands twice (or is among `known`) comes once.
  package static func feeds(
    in outlines: [Outline], taken: Set<String> = [], known: Set<String> = []
  ) -> (feeds: [FeedSettings], skipped: [String]) {
    var feeds: [FeedSettings] = []
    var skipped: [String] = []
    var names = taken
    var addresses = Set(known.compactMap { WebAddress($0)?.text })
    for outline in outlines {
      // Lists in the wild write xmlUrl, xmlURL and xmlurl.
      let attributes = Dictionary(
        outline.attributes.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { a, _ in a })
      guard let url = attributes["xmlurl"], !url.isEmpty else { continue }
      guard let address = WebAddress(url) else {
        skipped.append(url)
        continue
      }
      guard addresses.insert(address.text).inserted else { continue }
      let title = attributes["text"] ?? attributes["title"] ?? ""
      let name = unique(slug(title).isEmpty ? slug(address.host) : slug(title), &names)
      feeds.append(FeedSettings(name: name, url: url))
    }
    return (feeds, skipped)
  }

  /// An OPML 2.0 document of these feeds. Users and passwords in addresses are left out.
  package static func document(_ feeds: [FeedSettings], title: String) -> String {
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
    text += "  <head><title>\(escaped(title))</title></head>\n  <body>\n"
    for feed in feeds {
      let url = WebAddress(feed.url)?.text ?? feed.url
      text += "    <outline type=\"rss\" text=\"\(escaped(feed.name))\""
      text += " xmlUrl=\"\(escaped(url))\"/>\n"
    }
    return text + "  </body>\n</opml>\n"
  }

  /// Lower case, words joined by a hyphen: a name that a configuration and a shell can bear.
  private static func slug(_ title: String) -> String {
    var out = ""
    for character in title.lowercased() {
      if character.isLetter || character.isNumber {
        out.append(character)
      } else if !out.isEmpty, !out.hasSuffix("-") {
        out.append("-")
      }
      if out.count >= 60 { break }
    }
    while out.hasSuffix("-") { out.removeLast() }
    return out
  }

  private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
    var candidate = name
    var n = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(name)-\(n)"
      n += 1
    }
    return candidate
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\t", "\n", "\r": out += "&#\(scalar.value);"
      // No other control character may stand in XML 1.0.
      case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE: continue
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
