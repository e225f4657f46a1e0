package import Newsroom

/// The pass over a document's bytes before libxml2 sees them: it enforces the caps and lists the
/// repairs that make the document well-formed.
///
/// It goes by pieces of 64 KB, each of which `XMLPush` hands on while it lies in the cache, over a
/// window that is the whole document or, where it streams, moves along it.
///
/// libxml2's own recovery loses text (`?a=1&b=2` loses its `&b`) and shifts all that follows a
/// missing end tag by a level. Here each repair is local: a stray `&` or `<` is escaped, an HTML
/// entity becomes its character, missing end tags are put in where their parent ends, end tags of
/// nothing are taken out. The document type, processing instructions and XML declarations go too:
/// libxml2 sees no entity declaration, so that none can be expanded and none can name a file.
package struct XMLScan {
  /// A change: `removed` bytes at `offset` give way to the next `inserted` ones of `insertions`.
  struct Patch: Equatable {
    var offset: Int
    var removed: Int32
    var inserted: Int32
  }

  /// An element that is open: where its name stands.
  struct OpenElement {
    var offset: Int
    var length: Int
  }

  /// The window.
  private(set) var bytes: [UInt8]
  let caps: XMLCaps
  /// Where the rest of the document comes from: more bytes, or nil at its end. Nil: the window is
  /// the whole.
  private(set) var more: (() -> [UInt8]?)?
  /// How many bytes of the document lie before the window, less what was put in front of it.
  private var shift: Int

  /// Where the piece that was scanned last begins.
  private(set) var pieceStart: Int
  var i: Int
  /// The repairs of that piece, and the stand-ins for its texts.
  var patches: [Patch] = []
  var insertions: [UInt8] = []
  /// What libxml2 does not see.
  var texts = XMLTexts()
  var open: [OpenElement] = []
  var names = NameCensus()
  var hasRoot = false

  /// Where the piece ends: behind the root element, where the document breaks off, or `i`.
  private(set) var end: Int
  /// The document has been scanned to its end.
  private(set) var isFinished = false
  /// The document ends before its root element does.
  package private(set) var isTruncated = false
  /// Something was repaired.
  package internal(set) var isRepaired = false
  /// Text stood before the root element.
  package private(set) var hasJunkBefore = false

  /// Pieces of this size stay in the cache between the scan and libxml2's passes over them.
  static let piece = 65_536
  /// A window that moves reaches this far beyond what is scanned: no tag is longer.
  private static let lookahead = 2 * piece

  /// Will scan `bytes` from `start` on, and what `more` gives after them.
  package init(
    _ bytes: [UInt8], from start: Int = 0, caps: XMLCaps = XMLCaps(),
    more: (() -> [UInt8]?)? = nil
  ) {
    self.bytes = bytes
    self.caps = caps
    self.more = more
    shift = -start
    pieceStart = start
    i = start
    end = start
    open.reserveCapacity(64)
  }

  /// Scans a whole document and keeps nothing. Throws `hostile-markup` where a cap is exceeded.
  package static func check(
    _ bytes: [UInt8], from start: Int, more: @escaping () -> [UInt8]?
  ) throws(Rejection) {
    var scan = XMLScan(bytes, from: start, more: more)
    while !scan.isFinished { try scan.advance() }
  }

  /// Scans the next piece. Throws `hostile-markup` where a cap is exceeded.
  mutating func advance() throws(Rejection) {
    patches.removeAll(keepingCapacity: true)
    insertions.removeAll(keepingCapacity: true)
    texts.removeAll()
    if more != nil, awaited > 0 || bytes.count - i < Self.lookahead { refill() }
    guard bytes.count - i < Int(Int32.max) / 8 || more != nil else {
      throw XMLCaps.exceeded("\(bytes.count) bytes", Int(Int32.max) / 8)
    }
    pieceStart = i
    end = bytes.count
    try run(until: i + Self.piece)
  }

  /// Moves the window on: what is scanned gives way to what follows. The names of the open elements
  /// stay, in front of it.
  private mutating func refill() {
    var next: [UInt8] = []
    next.reserveCapacity(bytes.count - i + 2 * Self.lookahead)
    for n in open.indices {
      let name = bytes[open[n].offset..<open[n].offset + open[n].length]
      open[n].offset = next.count
      next.append(contentsOf: name)
    }
    shift += i - next.count
    let from = next.count
    next.append(contentsOf: bytes[i...])
    i = from
    while next.count - i < Self.lookahead || awaits(next.count) {
      guard let rest = more?() else {
        more = nil
        break
      }
      next.append(contentsOf: rest)
    }
    awaited = 0
    bytes = next
  }

  /// How long the window must become for what begins at `i` to be whole: twice as long each time.
  private var awaited = 0
  /// `breakOff` was called.
  private var isBroken = false

  private func awaits(_ count: Int) -> Bool { count - i < awaited }

  private mutating func run(until goal: Int) throws(Rejection) {
    while i < bytes.count {
      if i >= goal || (more != nil && bytes.count - i < Self.piece) {
        end = i
        return
      }
      let from = i
      i = nextMarkup(from: i)
      if open.isEmpty { removeOutside(from, i) }
      guard i < bytes.count else { break }
      if bytes[i] == UInt8(ascii: "&") {
        if open.isEmpty { replace(i, 1) } else { text(from: from) }
      } else {
        if !open.isEmpty { takeOut(from..<i) }
        let start = i
        let wasRepaired = isRepaired
        try markup()
        if isBroken {
          isBroken = false
          // What begins here may be whole in a longer window.
          if more != nil {
            isRepaired = wasRepaired
            awaited = max(bytes.count - start, Self.lookahead) * 2
            i = start
            end = start
            return
          }
        }
      }
      if hasRoot, open.isEmpty {
        finish()
        return
      }
    }
    end = min(end, bytes.count)
    if more != nil { return }
    isFinished = true
    isTruncated = true
  }

  /// After the root only white space, comments and instructions may follow; the rest is left out.
  private mutating func finish() {
    end = i
    isFinished = true
    var rest = i
    while rest < bytes.count, Self.isSpace(bytes[rest]) { rest += 1 }
    if rest < bytes.count, !starts(with: "<!--", at: rest), !starts(with: "<?", at: rest) {
      isRepaired = true
    }
  }

  /// Text outside of the root element cannot stay.
  private mutating func removeOutside(_ from: Int, _ to: Int) {
    guard bytes[from..<to].contains(where: { !Self.isSpace($0) }) else { return }
    hasJunkBefore = true
    replace(from, to - from)
  }

  /// A `<`: what it begins.
  private mutating func markup() throws(Rejection) {
    guard i + 1 < bytes.count else { return breakOff() }
    switch bytes[i + 1] {
    case UInt8(ascii: "/"): endTag()
    case UInt8(ascii: "?"): instruction()
    case UInt8(ascii: "!"): try declaration()
    case let byte where Self.isNameStart(byte): try startTag()
    default: escapeLess()
    }
  }

  private mutating func instruction() {
    guard let close = find("?>", from: i + 2) else { return breakOff() }
    // A declaration where it belongs is no repair: what follows is UTF-8 by now.
    let isMisplaced = hasRoot || i + shift > 4096
    replace(i, close + 2 - i, isRepair: isMisplaced)
    i = close + 2
  }

  private mutating func declaration() throws(Rejection) {
    if starts(with: "<!--", at: i) {
      guard let close = find("-->", from: i + 4) else { return breakOff() }
      // libxml2 looks through a comment again with each chunk.
      if open.isEmpty || close - i > 4096 { replace(i, close + 3 - i, isRepair: false) }
      i = close + 3
    } else if starts(with: "<![CDATA[", at: i), !open.isEmpty {
      guard let close = find("]]>", from: i + 9) else { return breakOff() }
      guard close - i <= caps.sectionBytes else {
        throw XMLCaps.exceeded("a CDATA section of \(close - i) bytes", caps.sectionBytes)
      }
      takeOut(section: i + 9..<close)
      i = close + 3
    } else if starts(with: "<!DOCTYPE", at: i) || starts(with: "<!doctype", at: i) {
      try documentType()
    } else {
      escapeLess()
    }
  }

  private mutating func documentType() throws(Rejection) {
    let from = i
    var brackets = 0
    var quote: UInt8 = 0
    while i < bytes.count {
      let byte = bytes[i]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "["), !starts(with: "[CDATA[", at: i) {
        brackets += 1
      } else if byte == UInt8(ascii: "]") {
        brackets -= 1
      } else if byte == UInt8(ascii: "<"), starts(with: "<!--", at: i) {
        i = find("-->", from: i) ?? bytes.count
        continue
      } else if byte == UInt8(ascii: ">"), brackets <= 0 {
        i += 1
        replace(from, i - from, isRepair: false)
        return
      }
      i += 1
      if i - from > caps.subsetBytes {
        throw XMLCaps.exceeded("a document type of over \(i - from - 1) bytes", caps.subsetBytes)
      }
    }
    i = from
    breakOff()
  }
}

// Small tools of the scan.
extension XMLScan {
  /// The document ends inside of what begins at `i`: that is left out.
  mutating func breakOff() {
    end = i
    i = bytes.count
    isBroken = true
  }

  /// Removes bytes and puts nothing in their place.
  mutating func replace(_ offset: Int, _ removed: Int, isRepair: Bool = true) {
    patch(offset, removed, isRepair: isRepair) { _ in }
  }

  /// Removes bytes and puts in their place what `insert` appends.
  mutating func patch(
    _ offset: Int, _ removed: Int, isRepair: Bool = true, insert: (inout [UInt8]) -> Void
  ) {
    let from = insertions.count
    insert(&insertions)
    let inserted = Int32(truncatingIfNeeded: insertions.count - from)
    note(offset, removed, inserted)
    if isRepair { isRepaired = true }
    if i == offset { i += removed }
  }

  /// Lists a change whose `inserted` bytes have been appended to `insertions`.
  mutating func note(_ offset: Int, _ removed: Int, _ inserted: Int32) {
    // Neighbours become one: a document of nothing but `&` must not cost 16 bytes for each.
    if let last = patches.last, last.offset + Int(last.removed) == offset {
      patches[patches.count - 1].removed += Int32(truncatingIfNeeded: removed)
      patches[patches.count - 1].inserted += inserted
    } else {
      patches.append(
        Patch(
          offset: offset, removed: Int32(truncatingIfNeeded: removed), inserted: inserted))
    }
  }

  /// A `<` that begins nothing.
  mutating func escapeLess() {
    if open.isEmpty {
      hasJunkBefore = true
      replace(i, 1)
    } else {
      patch(i, 1) { $0.append(contentsOf: "&lt;".utf8) }
    }
  }

  /// The next `<` or `&`, or the end.
  func nextMarkup(from: Int) -> Int { first(of: 0x3C, 0x26, in: from..<bytes.count) }

  func find(_ needle: StaticString, from: Int) -> Int? {
    let length = needle.utf8CodeUnitCount
    let last = unsafe needle.utf8Start[length - 1]
    var at = from + length - 1
    // All needles end in `>`: few stand in text, so the search runs from one to the next.
    while at < bytes.count {
      at = first(of: last, last, in: at..<bytes.count)
      guard at < bytes.count else { return nil }
      if at - length + 1 >= from, starts(with: needle, at: at - length + 1) {
        return at - length + 1
      }
      at += 1
    }
    return nil
  }

  /// Where `a` or `b` stands next, or the range's end.
  func first(of a: UInt8, _ b: UInt8, in range: Range<Int>) -> Int {
    unsafe bytes.withUnsafeBytes {
      unsafe ByteSearch.first(of: a, b, in: $0, from: range.lowerBound, to: range.upperBound)
    }
  }

  func starts(with text: StaticString, at offset: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard offset >= 0, offset + length <= bytes.count else { return false }
    for n in 0..<length where unsafe bytes[offset + n] != text.utf8Start[n] { return false }
    return true
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  static func isNameStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte == 0x5F || byte == 0x3A || byte >= 0x80
  }

  static func isName(_ byte: UInt8) -> Bool {
    isNameStart(byte) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2D || byte == 0x2E
  }
}
