/// The attributes of a page that say what its elements are, and where they point.
package enum HTMLPageAttribute: UInt8, CaseIterable, Sendable {
  case alt, ariaHidden, charset, cite, `class`, colspan, content, datetime, dir, height, hidden
  case href, httpEquiv, id, itemid, itemprop, itemscope, itemtype, label, lang, name, poster
  case property, rel, role, rowspan, src, srcset, title, type, width, xmlLang
  case dataLazySrc, dataOriginal, dataSrc

  static let named = HTMLNameTable(allCases.map { (name: $0.spelling, value: $0) })
  private static let names = allCases.map { Array($0.spelling.utf8) }

  /// As it is written.
  package var utf8: [UInt8] { Self.names[Int(rawValue)] }

  private var spelling: String {
    switch self {
    case .ariaHidden: "aria-hidden"
    case .httpEquiv: "http-equiv"
    case .xmlLang: "xml:lang"
    case .dataLazySrc: "data-lazy-src"
    case .dataOriginal: "data-original"
    case .dataSrc: "data-src"
    default: "\(self)"
    }
  }
}
