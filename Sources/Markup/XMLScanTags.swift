internal import Newsroom

/// Counts the distinct names of a document by their hashes.
struct NameCensus {
  private var known: Set<UInt64> = []
  /// The last name seen for each of some low bits: nearly all names of a feed are found here.
  private var recent = [UInt64](repeating: 0, count: 256)

  var count: Int { known.count }

  mutating func note(_ hash: UInt64) {
    let slot = Int(truncatingIfNeeded: hash >> 20) & 255
    if recent[slot] == hash { return }
    recent[slot] = hash
    known.insert(hash)
  }
}

// Tags: names, attributes and the balance of elements.
extension XMLScan {
  /// A start tag or an empty element.
  mutating func startTag() throws(Rejection) {
    let from = i
    let nameStart = i + 1
    guard let nameEnd = try name(from: nameStart) else { return escapeLess() }
    if let at = unclosed(nameStart, nameEnd - nameStart) { endElements(at, from, removing: 0) }
    let patchCount = patches.count
    let insertionCount = insertions.count
    i = nameEnd
    var attributes = 0
    while i < bytes.count {
      if i - from > caps.tagBytes {
        throw XMLCaps.exceeded("a tag of over \(caps.tagBytes) bytes", caps.tagBytes)
      }
      let byte = bytes[i]
      switch byte {
      case 0x20, 0x0A, 0x0D, 0x09: i += 1
      case UInt8(ascii: ">"):
        i += 1
        return try opened(nameStart, nameEnd - nameStart)
      case UInt8(ascii: "/"):
        if i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: ">") {
          i += 2
          hasRoot = true
          return
        }
        replace(i, 1)
      case UInt8(ascii: "<"):
        // The next tag begins before this one ended.
        patch(i, 0) { $0.append(UInt8(ascii: ">")) }
        return try opened(nameStart, nameEnd - nameStart)
      case _ where Self.isNameStart(byte):
        attributes += 1
        if attributes > caps.attributes {
          throw XMLCaps.exceeded("a tag with over \(caps.attributes) attributes", caps.attributes)
        }
        try attribute(tag: from)
      default: replace(i, 1)
      }
    }
    // The document ends inside the tag: what was repaired in it is of no use.
    patches.removeSubrange(patchCount...)
    insertions.removeSubrange(insertionCount...)
    i = from
    breakOff()
  }

  private mutating func opened(_ offset: Int, _ length: Int) throws(Rejection) {
    hasRoot = true
    open.append(OpenElement(offset: offset, length: length))
    if open.count > caps.depth {
      throw XMLCaps.exceeded("elements nested over \(caps.depth) deep", caps.depth)
    }
  }

  /// The end of the name at `from`; nil where it holds what no name may.
  private mutating func name(from: Int) throws(Rejection) -> Int? {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let limit = min(bytes.count, from + caps.nameBytes + 1)
    let at = unsafe bytes.withUnsafeBufferPointer { bytes in
      var at = from
      while at < limit {
        let byte = unsafe bytes[at]
        guard Self.isName(byte) else { break }
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        at += 1
      }
      return at
    }
    if at - from > caps.nameBytes {
      throw XMLCaps.exceeded("a name of over \(caps.nameBytes) bytes", caps.nameBytes)
    }
    guard at > from else { return nil }
    if at < bytes.count {
      let byte = bytes[at]
      guard
        Self.isSpace(byte) || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
          || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "<")
      else { return nil }
    }
    names.note(hash)
    if names.count > caps.distinctNames {
      throw XMLCaps.exceeded("over \(caps.distinctNames) distinct names", caps.distinctNames)
    }
    return at
  }

  /// `name="value"`, or what passes for it in HTML.
  private mutating func attribute(tag: Int) throws(Rejection) {
    let from = i
    if !Self.isSpace(bytes[i - 1]) {
      patch(i, 0) { $0.append(0x20) }
    }
    guard let nameEnd = try name(from: i) else {
      // Not a name: take out what there is up to the next space or bracket.
      while i < bytes.count, !Self.isSpace(bytes[i]), bytes[i] != UInt8(ascii: ">"),
        bytes[i] != UInt8(ascii: "<"), bytes[i] != UInt8(ascii: "=")
      {
        i += 1
      }
      replace(from, i - from)
      return
    }
    i = nameEnd
    while i < bytes.count, Self.isSpace(bytes[i]) { i += 1 }
    guard i < bytes.count else { return }
    guard bytes[i] == UInt8(ascii: "=") else {
      i = nameEnd
      patch(nameEnd, 0) { $0.append(contentsOf: "=\"\"".utf8) }
      return
    }
    i += 1
    while i < bytes.count, Self.isSpace(bytes[i]) { i += 1 }
    guard i < bytes.count else { return }
    let quote = bytes[i]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      i += 1
      try value(until: quote, tag: tag)
    } else {
      unquotedValue()
    }
  }

  private mutating func value(until quote: UInt8, tag: Int) throws(Rejection) {
    while i < bytes.count {
      let byte = bytes[i]
      if byte == quote {
        i += 1
        return
      }
      if byte == UInt8(ascii: "&") {
        reference()
      } else if byte == UInt8(ascii: "<") {
        patch(i, 1) { $0.append(contentsOf: "&lt;".utf8) }
      } else {
        i += 1
      }
      if i - tag > caps.tagBytes {
        throw XMLCaps.exceeded("a tag of over \(caps.tagBytes) bytes", caps.tagBytes)
      }
    }
  }

  private mutating func unquotedValue() {
    patch(i, 0) { $0.append(UInt8(ascii: "\"")) }
    while i < bytes.count {
      let byte = bytes[i]
      if Self.isSpace(byte) || byte == UInt8(ascii: ">") { break }
      if byte == UInt8(ascii: "/"), i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: ">") { break }
      if byte == UInt8(ascii: "&") {
        reference()
      } else if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "\"") {
        replace(i, 1)
      } else {
        i += 1
      }
    }
    patch(i, 0) { $0.append(UInt8(ascii: "\"")) }
  }

  /// An end tag: closes its element and all that is still open inside.
  mutating func endTag() {
    let from = i
    let nameStart = i + 2
    // The end of the element that is open, as nearly always.
    if let top = open.last, nameStart + top.length < bytes.count,
      bytes[nameStart + top.length] == UInt8(ascii: ">"), isSame(top, nameStart, top.length)
    {
      open.removeLast()
      i = nameStart + top.length + 1
      return
    }
    var nameEnd = nameStart
    while nameEnd < bytes.count, Self.isName(bytes[nameEnd]) { nameEnd += 1 }
    var close = nameEnd
    while close < bytes.count, bytes[close] != UInt8(ascii: ">"), bytes[close] != UInt8(ascii: "<")
    {
      close += 1
    }
    let isClosed = close < bytes.count && bytes[close] == UInt8(ascii: ">")
    let tagEnd = isClosed ? close + 1 : close
    let length = nameEnd - nameStart
    guard let (at, isExact) = opener(nameStart, length) else {
      // Of nothing that is open, or the document breaks off inside its name.
      replace(from, tagEnd - from)
      i = tagEnd
      return
    }
    if at == open.count - 1, isExact, isClosed, bytes[nameEnd..<close].allSatisfy(Self.isSpace) {
      open.removeLast()
      i = tagEnd
      return
    }
    endElements(at, from, removing: tagEnd - from)
    i = tagEnd
  }

  /// Puts in the end tags of an open element and of all inside it.
  private mutating func endElements(_ at: Int, _ offset: Int, removing length: Int) {
    let closed = open[at...]
    patch(offset, length) { [bytes] out in
      for element in closed.reversed() {
        out.append(contentsOf: "</".utf8)
        out.append(contentsOf: bytes[element.offset..<element.offset + element.length])
        out.append(UInt8(ascii: ">"))
      }
    }
    open.removeSubrange(at...)
  }

  /// Where the first open `item` or `entry` of the same name stands, in a document that has become
  /// half as deep as one may be: their end tags are missing, and a feed of unclosed items would be
  /// one deep nest. Not sooner: some feeds do put items into items.
  private func unclosed(_ offset: Int, _ length: Int) -> Int? {
    guard open.count * 2 > caps.depth else { return nil }
    guard length >= 4 else { return nil }
    let last = bytes[offset + length - 1] | 0x20
    guard last == UInt8(ascii: "m") || last == UInt8(ascii: "y") else { return nil }
    let local = bytes[offset..<offset + length].reversed().prefix { $0 != UInt8(ascii: ":") }
    let name = local.map { $0 | 0x20 }
    guard name.elementsEqual("meti".utf8) || name.elementsEqual("yrtne".utf8) else { return nil }
    return open.indices.first { isSame(open[$0], offset, length) }
  }

  /// The innermost open element that an end tag of that name closes: the same name, else the same
  /// in another case or with another prefix.
  private func opener(_ offset: Int, _ length: Int) -> (index: Int, isExact: Bool)? {
    if let top = open.last, isSame(top, offset, length) { return (open.count - 1, true) }
    for n in open.indices.reversed() where isSame(open[n], offset, length) { return (n, true) }
    guard length > 0 else { return nil }
    // A slip of the pen concerns a neighbour; to look further would cost what an attacker likes.
    for n in open.indices.suffix(4).reversed() where isSimilar(open[n], offset, length) {
      return (n, false)
    }
    return nil
  }

  private func isSame(_ element: OpenElement, _ offset: Int, _ length: Int) -> Bool {
    guard element.length == length else { return false }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      for n in 0..<length where unsafe bytes[element.offset + n] != bytes[offset + n] {
        return false
      }
      return true
    }
  }

  private func isSimilar(_ element: OpenElement, _ offset: Int, _ length: Int) -> Bool {
    func local(_ offset: Int, _ length: Int) -> ArraySlice<UInt8> {
      let name = bytes[offset..<offset + length]
      guard let colon = name.firstIndex(of: UInt8(ascii: ":")) else { return name }
      return name[(colon + 1)...]
    }
    let a = local(element.offset, element.length)
    let b = local(offset, length)
    return a.count == b.count && zip(a, b).allSatisfy { $0 | 0x20 == $1 | 0x20 }
  }
}
