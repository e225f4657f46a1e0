internal import Newsroom

/// The attributes of one start tag that some rule reads; used again for the next.
struct HTMLAttributes: ~Copyable {
  private(set) var bytes = ByteBuffer()
  private(set) var list: [(attribute: HTMLAttribute, range: Range<Int>)] = []

  mutating func removeAll() {
    bytes.removeAll()
    if !list.isEmpty { list.removeAll(keepingCapacity: true) }
  }

  mutating func append(_ attribute: HTMLAttribute, _ value: Span<UInt8>) {
    let start = bytes.count
    bytes.append(value)
    list.append((attribute, start..<bytes.count))
  }

  /// Begins an attribute, whose value follows in parts.
  mutating func begin(_ attribute: HTMLAttribute) {
    list.append((attribute, bytes.count..<bytes.count))
  }

  mutating func extend(_ source: Span<UInt8>, _ range: Range<Int>) {
    bytes.append(source.extracting(range))
    endValue()
  }

  mutating func extend(_ scalar: UInt32) {
    bytes.append(scalar: scalar)
    endValue()
  }

  private mutating func endValue() {
    guard let last = list.indices.last else { return }
    list[last].range = list[last].range.lowerBound..<bytes.count
  }

  func has(_ attribute: HTMLAttribute) -> Bool { list.contains { $0.attribute == attribute } }

  /// Where in `bytes` the value stands.
  func range(_ attribute: HTMLAttribute) -> Range<Int>? {
    list.first { $0.attribute == attribute }?.range
  }

  /// The value, without white space at its ends; nil where there is none.
  func text(_ attribute: HTMLAttribute) -> String? {
    value(attribute) { value -> String? in
      var start = 0
      var end = value.count
      while start < end, value[start].isHTMLSpace { start += 1 }
      while start < end, value[end - 1].isHTMLSpace { end -= 1 }
      guard start < end else { return nil }
      return unsafe value.extracting(start..<end).withUnsafeBufferPointer {
        unsafe String(decoding: $0, as: UTF8.self)
      }
    } ?? nil
  }

  /// Reads a value where it stands; nil where there is none.
  func value<Result>(_ attribute: HTMLAttribute, _ read: (Span<UInt8>) -> Result) -> Result? {
    range(attribute).map { range in bytes.withSpan { read($0.extracting(range)) } }
  }
}

/// Makes everything that a fragment yields in one walk over libxml2's events: the sanitised
/// markup, the text, the text that is hashed, the pictures.
struct HTMLWalk: ~Copyable {
  var writer = HTMLWriter()
  var text = HTMLPlainText()
  var identity = ByteBuffer()
  var attributes = HTMLAttributes()
  var gallery = HTMLGallery()
  var removedActiveContent = false
  private(set) var base: String?

  private struct Open {
    let element: HTMLElement
    /// Closes what was written for it.
    var ticket: Int?
    /// It is gone with its content: from the markup, from the hashed text.
    var isDropped = false
    var isIdentityDropped = false
  }

  private var open: [Open] = []
  private var dropped = 0
  private var identityDropped = 0
  /// Open video and audio elements: what they hold is for those who cannot play them.
  private var players = 0

  /// Nothing but the text is wanted.
  private var isTextOnly = false
  /// The next `div` is the one that `HTMLReader` puts round a fragment.
  private var awaitsWrapper = false

  mutating func begin(base: String?, isTextOnly: Bool) {
    writer.removeAll()
    text.removeAll()
    identity.removeAll()
    gallery.removeAll()
    removedActiveContent = false
    self.isTextOnly = isTextOnly
    self.base = base
    if !open.isEmpty { open.removeAll(keepingCapacity: true) }
    dropped = 0
    identityDropped = 0
    players = 0
    awaitsWrapper = true
  }

  /// A start tag; `attributes` are its.
  mutating func start(_ element: HTMLElement) {
    let traits = element.traits
    var entry = Open(element: element)
    if awaitsWrapper, element == .div {
      awaitsWrapper = false
      return open.append(entry)
    }
    if traits.contains(.identityDrop) {
      entry.isIdentityDropped = true
      identityDropped += 1
    } else if traits.contains(.identityBreak), identityDropped == 0 {
      identity.append(0x0A)
    }
    if traits.contains(.active) { removedActiveContent = true }
    let isFallback = players > 0 && element != .source && element != .track
    if traits.contains(.dropped) || isFallback || attributes.has(.hidden) || dropped > 0 {
      entry.isDropped = true
      dropped += 1
    } else {
      show(element, &entry)
    }
    open.append(entry)
  }

  private mutating func show(_ element: HTMLElement, _ entry: inout Open) {
    text.start(element)
    switch element {
    case .img: return showImage()
    case .source, .video, .audio, .figure, .figcaption:
      gallery.start(element, attributes, base: base)
    default: break
    }
    if element == .video || element == .audio { players += 1 }
    guard element.traits.contains(.allowed), !isTextOnly else { return }
    writer.startTag(element)
    for (attribute, range) in attributes.list {
      Self.write(
        attribute, of: attributes, range, on: element, base, &writer, &removedActiveContent)
    }
    entry.ticket = writer.endTag(element)
  }

  /// Writes the image just begun under the address that it really shows; without one it shows
  /// nothing.
  private mutating func showImage() {
    gallery.start(.img, attributes, base: base)
    if gallery.isRefused { removedActiveContent = true }
    guard let address = gallery.address, !isTextOnly else { return }
    writer.startTag(.img)
    writer.attribute(.src, address.span)
    for (attribute, range) in attributes.list where attribute != .src {
      Self.write(attribute, of: attributes, range, on: .img, base, &writer, &removedActiveContent)
    }
    _ = writer.endTag(.img)
  }

  mutating func end(_ element: HTMLElement) {
    // libxml2's events nest; what did not would close nothing.
    guard let entry = open.last, entry.element == element else { return }
    open.removeLast()
    if entry.isIdentityDropped {
      identityDropped -= 1
    } else if element.traits.contains(.identityBreak), identityDropped == 0 {
      identity.append(0x0A)
    }
    if entry.isDropped {
      dropped -= 1
      return
    }
    if element == .video || element == .audio { players -= 1 }
    switch element {
    case .figure, .figcaption, .video, .audio: gallery.end(element)
    default: break
    }
    text.end(element)
    if let ticket = entry.ticket { writer.close(ticket) }
  }

  mutating func characters(_ run: Span<UInt8>) {
    if identityDropped == 0, !isTextOnly { identity.append(run) }
    guard dropped == 0, players == 0 else { return }
    if !isTextOnly { writer.text(run) }
    if gallery.isInCaption { gallery.caption.append(run) }
    if !gallery.ownsCaption { text.append(run) }
  }

  /// Writes an attribute whose value stands in `range` of the bytes of `attributes`, if it may be
  /// written. `isActive` becomes true where it would have run something.
  private static func write(
    _ attribute: HTMLAttribute, of attributes: borrowing HTMLAttributes, _ range: Range<Int>,
    on element: HTMLElement, _ base: String?, _ writer: inout HTMLWriter, _ isActive: inout Bool
  ) {
    guard let rule = attribute.rule(on: element) else { return }
    attributes.bytes.withSpan { bytes in
      let value = bytes.extracting(range)
      switch rule {
      case .text: writer.attribute(attribute, value)
      case .url:
        switch HTMLAddress.clean(value, base: base) {
        case .safe(let url): writer.attribute(attribute, url.span)
        case .refused(let wouldRun): isActive = isActive || wouldRun
        }
      case .addresses:
        let list = HTMLAddress.candidates(value, base: base)
        if !list.isEmpty { writer.attribute(attribute, list.span) }
      case .number:
        let number = Self.number(value)
        if !number.isEmpty { writer.attribute(attribute, number.span) }
      case .keyword: if isKeyword(value) { writer.attribute(attribute, value) }
      case .flag: writer.attribute(attribute, [UInt8]().span)
      }
    }
  }

  /// Leading digits, with a percent sign if one follows: `640px` is 640.
  private static func number(_ value: Span<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    for i in value.indices {
      switch value[i] {
      case 0x30...0x39 where out.count < 9: out.append(value[i])
      case UInt8(ascii: "%") where !out.isEmpty: return out + [value[i]]
      case let byte: if !(out.isEmpty && byte.isHTMLSpace) { return out }
      }
    }
    return out
  }

  private static func isKeyword(_ value: Span<UInt8>) -> Bool {
    guard value.count > 0, value.count <= 64 else { return false }
    for i in value.indices where !value[i].isASCIIAlphanumeric {
      switch value[i] {
      case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        continue
      default: return false
      }
    }
    return true
  }
}
