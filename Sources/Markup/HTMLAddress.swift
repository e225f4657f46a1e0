/// The address in an attribute, made safe: only schemes that run nothing, in a spelling that every
/// reader of the output takes for the same scheme.
enum HTMLAddress {
  enum Outcome: Equatable {
    case safe([UInt8])
    /// Left out; `isActive` where it would have run something.
    case refused(isActive: Bool)
  }

  /// `value` is the attribute's, references resolved; `base` is absolute and of the web
  /// (`HTMLAddress.base`), or nil.
  static func clean(_ value: Span<UInt8>, base: String?) -> Outcome {
    if isPlain(value) { return .safe(Array(copying: value)) }
    let address = stripped(value)
    guard !address.isEmpty else { return .refused(isActive: false) }
    let stop = address.firstIndex(where: \.endsFirstSegment) ?? address.count
    if stop < address.count, address[stop] == UInt8(ascii: ":") {
      return absolute(address, scheme: address[..<stop])
    }
    // A colon in disguise (`javascript%3A`) is one careless reader away from a scheme.
    if hasEncodedColon(address[..<stop]) { return .refused(isActive: true) }
    var relative: [UInt8] = []
    relative.reserveCapacity(address.count)
    append(address[..<stop], to: &relative, isPath: true)
    // So is a reference in it (`javascript&colon;`), for readers that resolve twice.
    if relative.contains(UInt8(ascii: "&")) { relative = escapingAmpersands(relative) }
    append(address[stop...], to: &relative, isPath: true)
    if let base {
      let text = URLReference.resolve(String(decoding: relative, as: UTF8.self), against: base)
      return .safe(Array(text.utf8))
    }
    // Without a base the web's own scheme is all that `//host` can mean.
    let isHost = relative.starts(with: "//".utf8)
    return .safe(isHost ? Array("https:".utf8) + relative : relative)
  }

  /// Whether the address is of the web, absolute, and has nothing in it that would be changed.
  private static func isPlain(_ value: Span<UInt8>) -> Bool {
    guard
      value.starts("https://", at: 0, exactly: true)
        || value.starts("http://", at: 0, exactly: true)
    else { return false }
    for i in value.indices {
      switch value[i] {
      case ..<0x21, 0x22, 0x3C, 0x3E, 0x5C, 0x60, 0x7F: return false
      default: break
      }
    }
    return true
  }

  /// `base` if relative addresses can be resolved against it.
  static func base(_ base: String?) -> String? {
    guard let base, case .safe(let bytes) = clean(Array(base.utf8).span, base: nil) else {
      return nil
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return isWeb(bytes) ? text : nil
  }

  /// Whether an address is absolute and of the web.
  static func isWeb(_ address: some Sequence<UInt8>) -> Bool {
    address.starts(with: "https://".utf8) || address.starts(with: "http://".utf8)
  }

  /// The safe ones among the candidates of a `srcset`, written as one. Source: WHATWG HTML, "parse
  /// a srcset attribute".
  static func candidates(_ value: Span<UInt8>, base: String?) -> [UInt8] {
    var out: [UInt8] = []
    var i = 0
    while i < value.count {
      while i < value.count, value[i].isHTMLSpace || value[i] == comma { i += 1 }
      let start = i
      while i < value.count, !value[i].isHTMLSpace { i += 1 }
      var end = i
      while end > start, value[end - 1] == comma { end -= 1 }
      var descriptor: [UInt8] = []
      if end == i {
        while i < value.count, value[i] != comma {
          if value[i].isASCIIAlphanumeric || value[i] == UInt8(ascii: ".") {
            descriptor.append(value[i])
          }
          i += 1
        }
      }
      guard end > start else { continue }
      if case .safe(let address) = clean(value.extracting(start..<end), base: base) {
        if !out.isEmpty { out.append(", ") }
        // A comma at an end would be read as the list's.
        out.append(contentsOf: address)
        if !descriptor.isEmpty {
          out.append(0x20)
          out.append(contentsOf: descriptor)
        }
      }
    }
    return out
  }

  private static let comma = UInt8(ascii: ",")

  /// Without what browsers ignore: controls anywhere, white space at the ends.
  private static func stripped(_ value: Span<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(value.count)
    var start = 0
    for i in value.indices where value[i] < 0x20 || value[i] == 0x7F {
      out.append(value, start..<i)
      start = i + 1
    }
    out.append(value, start..<value.count)
    while out.last == 0x20 { out.removeLast() }
    if out.first == 0x20 { out.removeFirst(out.prefix { $0 == 0x20 }.count) }
    return out
  }

  private static let schemes = ["http", "https", "mailto", "tel", "ftp"].map { Array($0.utf8) }

  private static func absolute(_ address: [UInt8], scheme: ArraySlice<UInt8>) -> Outcome {
    let name = scheme.map(\.asciiLowercased)
    guard schemes.contains(name) else { return .refused(isActive: isActive(address, name)) }
    var out: [UInt8] = []
    out.reserveCapacity(address.count + 8)
    out.append(contentsOf: name)
    append(address[scheme.endIndex...], to: &out, isPath: name.starts(with: "http".utf8))
    return .safe(out)
  }

  /// All but a few schemes known to be harmless count as active; an inline picture is only a
  /// picture.
  private static func isActive(_ address: [UInt8], _ scheme: [UInt8]) -> Bool {
    let letters = scheme.filter(\.isASCIILetter)
    if letters.elementsEqual("data".utf8) {
      let kind = address.prefix(15).map(\.asciiLowercased)
      return !kind.starts(with: "data:image/".utf8) || kind.starts(with: "data:image/svg".utf8)
    }
    return !["about", "cid", "file", "feed", "sms", "webcal", "whatsapp", "skype", "urn", "tag"]
      .contains { $0.utf8.elementsEqual(scheme) }
  }

  private static func hasEncodedColon(_ segment: ArraySlice<UInt8>) -> Bool {
    guard segment.contains(UInt8(ascii: "%")) else { return false }
    let text = segment.map(\.asciiLowercased)
    return zip(text.indices, text).contains { i, byte in
      byte == UInt8(ascii: "%") && text[i...].starts(with: "%3a".utf8)
    }
  }

  private static func escapingAmpersands(_ text: [UInt8]) -> [UInt8] {
    text.flatMap { $0 == UInt8(ascii: "&") ? Array("%26".utf8) : [$0] }
  }

  /// Appends with what no address may hold percent-encoded; a backslash in a path is a slash to
  /// every browser.
  private static func append(_ text: ArraySlice<UInt8>, to out: inout [UInt8], isPath: Bool) {
    let source = text.span
    var isPath = isPath
    var start = 0
    for i in source.indices {
      let escaped: StaticString
      switch source[i] {
      case 0x20: escaped = "%20"
      case 0x22: escaped = "%22"
      case 0x3C: escaped = "%3C"
      case 0x3E: escaped = "%3E"
      case 0x60: escaped = "%60"
      case 0x5C where isPath: escaped = "/"
      case 0x23, 0x3F:
        isPath = false
        continue
      default: continue
      }
      out.append(source, start..<i)
      out.append(escaped)
      start = i + 1
    }
    out.append(source, start..<source.count)
  }
}

extension UInt8 {
  /// What ends the first segment of an address, where alone a scheme could be: `:` `/` `\` `?` `#`.
  fileprivate var endsFirstSegment: Bool {
    switch self {
    case 0x3A, 0x2F, 0x5C, 0x3F, 0x23: true
    default: false
    }
  }
}
