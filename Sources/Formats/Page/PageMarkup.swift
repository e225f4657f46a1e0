import Markup

/// Writes the chosen nodes of a page as markup, to be sanitised like any other.
enum PageMarkup {
  static func write(_ selection: ArticleText.Selection, of document: HTMLDocument) -> String {
    var out: [UInt8] = []
    for root in selection.roots { write(root, document, selection.dropped, &out) }
    return String(decoding: out, as: UTF8.self)
  }

  private static func write(
    _ root: Int, _ document: HTMLDocument, _ dropped: Set<Int>, _ out: inout [UInt8]
  ) {
    // Without recursion: a page may be deep.
    var open: [(element: HTMLElement, end: Int)] = []
    var i = root
    let end = max(Int(document.nodes[root].end), root + 1)
    while i < end || !open.isEmpty {
      while let last = open.last, last.end <= i {
        out.append(contentsOf: [0x3C, 0x2F])
        out.append(contentsOf: last.element.utf8Name)
        out.append(0x3E)
        open.removeLast()
      }
      guard i < end else { break }
      guard !dropped.contains(i) else {
        i = max(Int(document.nodes[i].end), i + 1)
        continue
      }
      if let element = document.nodes[i].element {
        start(element, i, document, &out)
        if !element.isVoid { open.append((element, Int(document.nodes[i].end))) }
      } else {
        escape(document.text(i), &out)
      }
      i += 1
    }
  }

  private static func start(
    _ element: HTMLElement, _ node: Int, _ document: HTMLDocument, _ out: inout [UInt8]
  ) {
    out.append(0x3C)
    out.append(contentsOf: element.utf8Name)
    for (name, value) in document.attributes(of: node) {
      switch name {
      case .class, .id, .role, .itemprop, .itemscope, .itemtype, .itemid, .property, .name, .rel,
        .content, .ariaHidden, .httpEquiv, .charset, .xmlLang:
        continue
      default: break
      }
      out.append(0x20)
      out.append(contentsOf: name.utf8)
      out.append(contentsOf: [0x3D, 0x22])
      escape(value, &out)
      out.append(0x22)
    }
    out.append(0x3E)
  }

  private static func escape(_ text: ArraySlice<UInt8>, _ out: inout [UInt8]) {
    for byte in text {
      switch byte {
      case 0x26: out.append(contentsOf: "&amp;".utf8)
      case 0x3C: out.append(contentsOf: "&lt;".utf8)
      case 0x3E: out.append(contentsOf: "&gt;".utf8)
      case 0x22: out.append(contentsOf: "&quot;".utf8)
      default: out.append(byte)
      }
    }
  }
}
