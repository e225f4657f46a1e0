/// Lists of feeds as other readers write and read them (opml.org, spec2).
package enum OPML {
  /// A feed of a list.
  package struct Feed: Sendable, Hashable {
    /// What people call it; empty where the list does not say.
    package var title: String
    /// As it is written.
    package var url: String
    /// The outlines that it stands in, joined by slashes; empty outside of any.
    package var folder: String
    /// Of its outline in the file, counted from 1; 0 where that is not known.
    package var line: Int

    package init(title: String, url: String, folder: String = "", line: Int = 0) {
      self.title = title
      self.url = url
      self.folder = folder
      self.line = line
    }
  }

  /// A list of these feeds in their order, those of one folder together. Users and passwords in
  /// addresses are left out.
  package static func document(_ feeds: [Feed], title: String) -> String {
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
    text += "  <head><title>\(escaped(title))</title></head>\n  <body>\n"
    let root = OPMLFolder(feeds)
    root.append(to: &text, indent: "    ")
    return text + "  </body>\n</opml>\n"
  }

  static func escaped(_ text: String) -> String {
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

/// A folder of a list, with what it holds in the order in which that came first.
private struct OPMLFolder {
  private var feeds: [OPML.Feed] = []
  private var folders: [(name: String, content: OPMLFolder)] = []

  init(_ feeds: [OPML.Feed]) {
    for feed in feeds {
      add(feed, to: feed.folder.split(separator: "/").map(String.init)[...])
    }
  }

  private mutating func add(_ feed: OPML.Feed, to path: ArraySlice<String>) {
    guard let name = path.first else {
      feeds.append(feed)
      return
    }
    if !folders.contains(where: { $0.name == name }) { folders.append((name, OPMLFolder([]))) }
    for n in folders.indices where folders[n].name == name {
      folders[n].content.add(feed, to: path.dropFirst())
    }
  }

  func append(to text: inout String, indent: String) {
    for feed in feeds {
      let url = WebAddress(feed.url)?.text ?? feed.url
      text += "\(indent)<outline type=\"rss\" text=\"\(OPML.escaped(feed.title))\""
      text += " xmlUrl=\"\(OPML.escaped(url))\"/>\n"
    }
    for folder in folders {
      text += "\(indent)<outline text=\"\(OPML.escaped(folder.name))\">\n"
      folder.content.append(to: &text, indent: indent + "  ")
      text += "\(indent)</outline>\n"
    }
  }
}
