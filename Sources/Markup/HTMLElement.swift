/// The elements that some rule knows. All others are unwrapped before the parser sees them: it has
/// nothing to say about them, and names without end are one of the ways to keep it busy.
package enum HTMLElement: UInt8, CaseIterable, Sendable {
  case a, abbr, address, article, aside, audio, b, bdi, bdo, blockquote, br, caption, cite, code
  case col, colgroup, dd, del, details, dfn, div, dl, dt, em, figcaption, figure, footer
  case h1, h2, h3, h4, h5, h6, header, hgroup, hr, i, img, ins, kbd, li, main, mark, ol, p, picture
  case pre, q, rp, rt, ruby, s, samp, section, small, source, span, strong, sub, summary, sup, table
  case tbody, td, tfoot, th, thead, time, tr, track, u, ul, `var`, video, wbr
  // Unwrapped: their content is kept.
  case html, body, acronym, basefont, big, center, dialog, dir, fieldset, font, form, hl1, hl2
  case block, bodyContent, blink, label, legend, marquee, menu, output, strike
  case plaintext, search, tt, xmp
  case applet, iframe, object
  // Dropped with all that they hold.
  case area, base, button, canvas, datalist, embed, frame, frameset, head, input
  case isindex, keygen, link, map, math, media, meta, meter, nav, noembed, noframes, noscript
  case optgroup, option, param, progress, script, select, style, svg, template
  case textarea, title

  static let named = HTMLNameTable(allCases.map { (name: $0.spelling, value: $0) })

  // Worked out once, in lists of plain numbers: a look at one costs no reference count.
  private static let spellings = allCases.map { Array($0.spelling.utf8) }
  private static let names = allCases.map { HTMLName($0.spelling.utf8) ?? HTMLName() }
  /// The members of `ends`, a bit each in three words.
  private static let endList = allCases.map { element in
    var ends = SIMD3<UInt64>()
    for open in element.ends { ends[Int(open.rawValue >> 6)] |= 1 << UInt64(open.rawValue & 63) }
    return ends
  }

  /// As it is written.
  package var utf8Name: [UInt8] { Self.spellings[Int(rawValue)] }
  var name: HTMLName { Self.names[Int(rawValue)] }

  /// Whether the start of this element ends `open` where that is the innermost.
  func ends(_ open: HTMLElement) -> Bool {
    Self.endList[Int(rawValue)][Int(open.rawValue >> 6)] & 1 << UInt64(open.rawValue & 63) != 0
  }

  /// The case's own name; one element of NITF has a dot in it.
  private var spelling: String { self == .bodyContent ? "body.content" : "\(self)" }

  struct Traits: OptionSet, Sendable {
    let rawValue: UInt16
    /// Written to the sanitised markup.
    static let allowed = Traits(rawValue: 1 << 0)
    /// Gone from markup and text, with all that it holds.
    static let dropped = Traits(rawValue: 1 << 1)
    /// Has no content and no end tag.
    static let void = Traits(rawValue: 1 << 2)
    /// A paragraph of its own in the text.
    static let block = Traits(rawValue: 1 << 3)
    /// Its start ends an open paragraph (WHATWG HTML, "has a p element in button scope").
    static let closesParagraph = Traits(rawValue: 1 << 4)
    /// A break in the text that is hashed.
    static let identityBreak = Traits(rawValue: 1 << 5)
    /// Not in the text that is hashed.
    static let identityDrop = Traits(rawValue: 1 << 6)
    /// Runs code or holds a page of its own.
    static let active = Traits(rawValue: 1 << 7)
    /// Content is raw text up to the end tag.
    static let raw = Traits(rawValue: 1 << 8)
    /// An inner boundary: what is implied inside it closes nothing outside.
    static let boundary = Traits(rawValue: 1 << 9)
  }

  /// What the rules say of it: a few tests of bits, which cost less than a look into a list.
  var traits: Traits {
    var traits = sanitising
    switch self {
    case .p, .div, .br, .li, .tr, .h1, .h2, .h3, .h4, .h5, .h6, .hl1, .hl2, .block, .table, .pre,
      .ul, .ol, .section, .header, .blockquote, .td, .th, .body, .bodyContent, .caption:
      traits.insert(.identityBreak)
    // A media block is NITF's: a picture with its caption.
    case .script, .style, .head, .figure, .figcaption, .media, .iframe, .nav:
      traits.insert(.identityDrop)
    default: break
    }
    switch self {
    case .address, .article, .aside, .blockquote, .center, .details, .dialog, .dir, .div, .dl,
      .fieldset, .figcaption, .figure, .footer, .form, .h1, .h2, .h3, .h4, .h5, .h6, .header,
      .hgroup, .hl1, .hl2, .hr, .main, .menu, .nav, .ol, .p, .pre, .search, .section, .summary,
      .table, .ul:
      traits.insert([.block, .closesParagraph])
    case .html, .body, .block, .bodyContent, .caption, .legend: traits.insert(.block)
    case .li, .dd, .dt: traits.insert(.closesParagraph)
    default: break
    }
    switch self {
    case .table, .td, .th, .caption: traits.insert(.boundary)
    default: break
    }
    return traits
  }

  private var sanitising: Traits {
    switch self {
    case .br, .col, .hr, .img, .source, .track, .wbr: [.allowed, .void]
    case .a, .abbr, .address, .article, .aside, .audio, .b, .bdi, .bdo, .blockquote, .caption,
      .cite, .code, .colgroup, .dd, .del, .details, .dfn, .div, .dl, .dt, .em, .figcaption,
      .figure, .footer, .h1, .h2, .h3, .h4, .h5, .h6, .header, .hgroup, .i, .ins, .kbd, .li,
      .main, .mark, .ol, .p, .picture, .pre, .q, .rp, .rt, .ruby, .s, .samp, .section, .small,
      .span, .strong, .sub, .summary, .sup, .table, .tbody, .td, .tfoot, .th, .thead, .time, .tr,
      .u, .ul, .var, .video:
      .allowed
    case .html, .body, .acronym, .big, .center, .dialog, .dir, .fieldset, .font, .form, .hl1,
      .hl2, .block, .bodyContent, .blink, .label, .legend, .marquee, .menu, .output, .strike,
      .plaintext, .search, .tt, .xmp:
      []
    case .script: [.dropped, .active, .raw]
    case .style: [.dropped, .raw]
    // What they hold is for readers who cannot show them, as we do not.
    case .applet, .iframe, .object: .active
    case .svg: [.dropped, .active]
    case .embed, .frame: [.dropped, .active, .void]
    case .area, .base, .basefont, .input, .isindex, .keygen, .link, .meta, .param:
      [.dropped, .void]
    case .button, .canvas, .datalist, .frameset, .head, .map, .math, .media, .meter, .nav, .noembed,
      .noframes, .noscript, .optgroup, .option, .progress, .select, .template, .textarea,
      .title:
      .dropped
    }
  }

  /// The open elements that a start tag ends, if one of them is the innermost: libxml2's table for
  /// the elements we write. What we write follows it, so that reading it again changes nothing.
  private var ends: [HTMLElement] {
    switch self {
    case .a: [.a]
    case .address, .ol, .pre: [.p, .ul]
    case .blockquote, .caption, .div, .h1, .h2, .h3, .h4, .h5, .h6, .hr: [.p]
    case .col: [.caption, .p]
    case .colgroup: [.colgroup, .caption, .col, .p]
    case .dd: [.address, .dt, .p, .pre]
    case .dl: [.address, .dt, .p, .pre]
    case .dt: [.address, .dd, .p, .pre]
    case .li: [.li, .address, .dl, .h1, .h2, .h3, .h4, .h5, .h6, .p, .pre]
    case .p: [.p, .b, .h1, .h2, .h3, .h4, .h5, .h6, .i, .s, .small, .u]
    case .table: [.a, .h1, .h2, .h3, .h4, .h5, .h6, .p, .pre]
    case .tbody: [.tbody, .caption, .col, .colgroup, .p, .td, .tfoot, .th, .thead, .tr]
    case .td: [.td, .a, .b, .i, .p, .span, .th, .u]
    case .th: [.th, .a, .b, .i, .p, .span, .td, .u]
    case .tfoot: [.caption, .col, .colgroup, .p, .tbody, .td, .th, .thead, .tr]
    case .thead: [.caption, .col, .colgroup]
    case .tr: [.tr, .caption, .col, .colgroup, .p, .td, .th]
    case .ul: [.address, .ol, .p, .pre]
    default: []
    }
  }
}
