internal import Newsroom

extension PlainTextParser {
  /// A stretch of a story's UTF-8 bytes, and the questions that the rules ask of it.
  struct Run: Equatable {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }
    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
    init(_ text: some StringProtocol) { self.init(Array(text.utf8)) }

    var count: Int { bytes.count }
    var isEmpty: Bool { bytes.isEmpty }
    var first: UInt8? { bytes.first }
    var last: UInt8? { bytes.last }
    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// The text with each stretch of white space as one space: a name is a name, though a page
    /// parts it with a no-break space.
    var name: String { String(decoding: spaced { $0 }, as: UTF8.self) }

    /// The same in lower case: the key by which the word lists are asked.
    var folded: String {
      let folded = String(decoding: spaced(Self.lowered), as: UTF8.self)
      return bytes.contains { $0 >= 0x80 } ? folded.lowercased() : folded
    }

    private func spaced(_ map: (UInt8) -> UInt8) -> [UInt8] {
      var spaced: [UInt8] = []
      spaced.reserveCapacity(count)
      var i = bytes.startIndex
      while i < bytes.endIndex {
        let space = Self.spaceLength(bytes, at: i)
        if space == 0 {
          spaced.append(map(bytes[i]))
        } else if spaced.last != 0x20 {
          spaced.append(0x20)
        }
        i += max(space, 1)
      }
      return spaced
    }

    static func lowered(_ byte: UInt8) -> UInt8 {
      (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    /// The run from `offset` bytes after its start.
    func dropping(_ offset: Int) -> Run { Run(bytes.dropFirst(offset)) }

    /// The run's first `length` bytes.
    func prefix(_ length: Int) -> Run { Run(bytes.prefix(length)) }

    /// The run between two indices of `bytes`; empty where they are out of order or bounds.
    func between(_ from: Int, _ to: Int) -> Run {
      let lower = max(from, bytes.startIndex)
      let upper = min(to, bytes.endIndex)
      return Run(lower < upper ? bytes[lower..<upper] : [])
    }

    /// Where a phrase that begins at `index` ends, or nil. The phrase is in lower case, the text
    /// in any ASCII case; a space of the phrase stands for any white space, no-break or doubled.
    private func end(of phrase: String, at index: Int) -> Int? {
      var i = index
      for byte in phrase.utf8 {
        guard i < bytes.endIndex else { return nil }
        if byte == 0x20 {
          let start = i
          while i < bytes.endIndex, case let space = Self.spaceLength(bytes, at: i), space > 0 {
            i += space
          }
          if i == start { return nil }
        } else {
          guard Self.lowered(bytes[i]) == byte else { return nil }
          i += 1
        }
      }
      return i
    }

    /// What follows a phrase at the start of the run, or nil where another stands there.
    func after(_ phrase: String) -> Run? {
      end(of: phrase, at: bytes.startIndex).map { Run(bytes[$0...]).trimmed }
    }

    func begins(with phrase: String) -> Bool { end(of: phrase, at: bytes.startIndex) != nil }

    /// Where a phrase first stands. Meant for short runs and short phrases: the cost is the
    /// product of the two.
    func range(of phrase: String) -> Range<Int>? {
      guard let first = phrase.utf8.first, phrase.utf8.count <= count else { return nil }
      let last = bytes.endIndex - phrase.utf8.count
      var i = bytes.startIndex
      while i <= last {
        // Most bytes are not the first of the phrase: they cost one comparison.
        if Self.lowered(bytes[i]) == first || (first == 0x20 && Self.spaceLength(bytes, at: i) > 0),
          let end = end(of: phrase, at: i)
        {
          return i..<end
        }
        i += 1
      }
      return nil
    }

    func contains(_ phrase: String) -> Bool { range(of: phrase) != nil }

    /// Whether that byte, any but `a`, stands in the run: where a long one is asked for a phrase that
    /// few have.
    func holds(_ byte: UInt8) -> Bool {
      unsafe bytes.withUnsafeBytes {
        unsafe ByteBlock.first(in: $0, from: 0, to: $0.count) { $0 == byte } < $0.count
      }
    }

    /// Whether one of a list of lower-case ASCII phrases stands in the run.
    func contains(anyOf phrases: [String]) -> Bool { phrases.contains { contains($0) } }
  }
}

// White space and words.
extension PlainTextParser.Run {
  typealias Run = PlainTextParser.Run

  /// The length in bytes of the white space that begins at `i`, or 0. Besides ASCII's: the
  /// no-break spaces, the typographic ones, the ideographic one and a stray byte order mark.
  static func spaceLength(_ bytes: ArraySlice<UInt8>, at i: Int) -> Int {
    let byte = bytes[i]
    if byte <= 0x20 { return 1 }
    if byte < 0xC2 { return 0 }
    let left = bytes.endIndex - i
    if byte == 0xC2 { return left > 1 && (bytes[i + 1] == 0xA0 || bytes[i + 1] == 0x85) ? 2 : 0 }
    guard left > 2 else { return 0 }
    switch (byte, bytes[i + 1], bytes[i + 2]) {
    case (0xE2, 0x80, 0x80...0x8B), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
      (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF):
      return 3
    default: return 0
    }
  }

  /// The run without white space at either end.
  var trimmed: Run {
    var lower = bytes.startIndex
    var upper = bytes.endIndex
    while lower < upper {
      let length = Self.spaceLength(bytes, at: lower)
      if length == 0 { break }
      lower += length
    }
    trimming: while upper > lower {
      for length in 1...3 where upper - length >= lower {
        if Self.spaceLength(bytes[..<upper], at: upper - length) == length {
          upper -= length
          continue trimming
        }
      }
      break
    }
    return Run(lower < upper ? bytes[lower..<upper] : [])
  }

  /// The words between white space, at most `limit` of them.
  func words(limit: Int = .max) -> [Run] {
    var words: [Run] = []
    var start = bytes.startIndex
    var i = start
    while i < bytes.endIndex, words.count < limit {
      let length = Self.spaceLength(bytes, at: i)
      if length == 0 {
        i += 1
        continue
      }
      if start < i { words.append(Run(bytes[start..<i])) }
      i += length
      start = i
    }
    if start < i, words.count < limit { words.append(Run(bytes[start..<i])) }
    return words
  }

  /// The length in bytes of the first word.
  var firstWordLength: Int {
    var i = bytes.startIndex
    while i < bytes.endIndex, Self.spaceLength(bytes, at: i) == 0 { i += 1 }
    return i - bytes.startIndex
  }

  /// The first character's scalar.
  var firstScalar: Unicode.Scalar? {
    guard let first else { return nil }
    if first < 0x80 { return Unicode.Scalar(first) }
    return String(decoding: bytes.prefix(4), as: UTF8.self).unicodeScalars.first
  }

  var beginsUppercase: Bool { firstScalar?.properties.isUppercase ?? false }
  var beginsLowercase: Bool { firstScalar?.properties.isLowercase ?? false }
  var beginsWithDigit: Bool { first.map { (0x30...0x39).contains($0) } ?? false }
  var hasDigit: Bool { bytes.contains { (0x30...0x39).contains($0) } }
  /// Whether it has capitals and no small letter, of any script. For short runs.
  var isInCapitals: Bool {
    if hasASCIILowercase { return false }
    guard bytes.contains(where: { $0 >= 0x80 }) else { return hasASCIIUppercase }
    let scalars = string.unicodeScalars
    return scalars.contains { $0.properties.isUppercase }
      && !scalars.contains { $0.properties.isLowercase }
  }
  var hasASCIILowercase: Bool { bytes.contains { (0x61...0x7A).contains($0) } }
  var hasASCIIUppercase: Bool { bytes.contains { (0x41...0x5A).contains($0) } }
  /// Whether a letter of any script stands in the run. For short runs.
  var hasLetter: Bool {
    hasASCIILowercase || hasASCIIUppercase
      || string.unicodeScalars.contains { $0.value >= 0x80 && $0.properties.isAlphabetic }
  }

  /// The quotation marks that may stand at an end: straight, `` and '', “ ” ‘ ’ « ».
  private var lastQuoteLength: Int {
    if let last, last == 0x22 || last == 0x27 || last == 0x60 { return 1 }
    if count > 2 {
      let tail = Array(bytes.suffix(3))
      if tail[0] == 0xE2, tail[1] == 0x80, (0x98...0x9F).contains(tail[2]) { return 3 }
    }
    if count > 1, bytes.suffix(2).elementsEqual([0xC2, 0xBB]) { return 2 }
    return 0
  }

  var endsWithQuote: Bool { lastQuoteLength > 0 }

  /// The run without the quotation marks and brackets that close it.
  private var withoutClosers: Run {
    var run = self
    while true {
      let length =
        run.lastQuoteLength > 0
        ? run.lastQuoteLength
        : (run.last == UInt8(ascii: ")") || run.last == UInt8(ascii: "]")) ? 1 : 0
      if length == 0 { return run }
      run = Run(run.bytes.dropLast(length))
    }
  }

  /// Whether the run ends as a sentence does: . ! ? or … with any closing quotes after it.
  var endsSentence: Bool {
    let run = withoutClosers
    guard let last = run.last else { return false }
    return last == UInt8(ascii: ".") || last == UInt8(ascii: "!") || last == UInt8(ascii: "?")
      || run.bytes.suffix(3).elementsEqual([0xE2, 0x80, 0xA6])
  }

  /// Whether it is one sentence: a stop at the end, none inside before a capital or a quote.
  var isOneSentence: Bool {
    guard endsSentence else { return false }
    var afterStop = false
    for word in words() {
      if afterStop, !word.beginsLowercase { return false }
      // "Mr." and "U.S." end in a stop and no sentence: a word of more than three letters does.
      afterStop = word.count > 4 && word.endsSentence
    }
    return true
  }
}
