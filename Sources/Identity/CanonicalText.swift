/// Text as content identity sees it: steps 3 to 5 of nc1 (canonical-text). Words in lower case with
/// one space between them, whatever the quotes, dashes, spaces, invisible characters and
/// normalisation form that they came with; no space between two CJK characters.
///
/// Entities are the caller's to unescape (Markup has the table): `&amp;` here is the word amp.
/// Properties are those of ICU 72, Unicode 15: a newer ICU changes the words of a text only by
/// characters that Unicode 15 did not know.
package struct CanonicalText: Hashable, Sendable {
  /// UTF-8.
  package let bytes: [UInt8]
  /// Words, each CJK character counting as one.
  package let tokenCount: Int

  /// The canonical form of `text`.
  package init(_ text: String) { self.init(utf8: text.utf8.span) }

  /// The canonical form of UTF-8; bytes that are none part words.
  package init(utf8 text: Span<UInt8>) {
    var canonicaliser = Canonicaliser()
    canonicaliser.take(text)
    bytes = canonicaliser.bytes
    tokenCount = canonicaliser.words.tokenCount
  }
}

/// Walks a text by the cheapest way that is right for each stretch: bytes of ASCII, scalars from
/// `FoldingTable`, and only what composes or reorders by ICU.
private struct Canonicaliser {
  var words = WordWriter()
  var bytes: [UInt8] = []

  mutating func take(_ text: Span<UInt8>) {
    bytes.reserveCapacity(text.count * 2 + 32)
    var i = 0
    while i < text.count {
      i = takeIndependent(text, from: i)
      i = takeContextual(text, from: i)
    }
    // Nothing follows a pending sign: it is dropped, as a space at the end would be.
  }

  /// Takes scalars while each stands for itself; returns where the first that does not begins, or
  /// one after which a scalar stands that may compose with it.
  private mutating func takeIndependent(_ text: Span<UInt8>, from start: Int) -> Int {
    var i = start
    var words = words
    // No scalar of this kind writes more than twice its bytes; a block is written whole.
    bytes.append(addingCapacity: (text.count - start) * 2 + 16) { out in
      while i < text.count {
        if text[i] < 0x80 {
          let end = PlainBlock.endOfASCII(text, from: i)
          // What follows may compose with the last one.
          let last = end < text.count ? end - 1 : end
          words.take(ascii: text, i..<last, into: &out)
          i = last
          if i == text.count { return }
        }
        let table = FoldingTable.shared
        var (piece, next) = Self.piece(of: text, at: i, table)
        while piece.isIndependent {
          if next == text.count || text[next] < 0x80 {
            piece.write(with: &words, into: &out)
            i = next
            break
          }
          let (following, afterNext) = Self.piece(of: text, at: next, table)
          guard following.isIndependent else { return }
          piece.write(with: &words, into: &out)
          i = next
          (piece, next) = (following, afterNext)
        }
        if !piece.isIndependent { return }
      }
    }
    self.words = words
    return i
  }

  /// Takes the scalar at `start` with all that may compose with it, by ICU.
  private mutating func takeContextual(_ text: Span<UInt8>, from start: Int) -> Int {
    guard start < text.count else { return start }
    var units: [UInt16] = []
    let table = FoldingTable.shared
    var (piece, i) = Self.piece(of: text, at: start, table)
    CombiningOrder.append(UTF8Scalar.decode(text, at: start).scalar, to: &units)
    var isPlain = piece.kind != .contextual
    while i < text.count {
      let (following, next) = Self.piece(of: text, at: i, table)
      if following.isIndependent { break }
      if following.kind == .contextual { isPlain = false }
      // What is deleted comes along: it parts what the first normalisation would compose.
      CombiningOrder.append(UTF8Scalar.decode(text, at: i).scalar, to: &units)
      i = next
    }
    var words = words
    if isPlain {
      // Soft hyphens and zero-width spaces between letters: nothing to compose.
      bytes.append(addingCapacity: 12) { piece.write(with: &words, into: &$0) }
    } else {
      let folded = UnicodeFolding.fold(units)
      // A unit is at most three bytes, a space and a pending point more.
      bytes.append(addingCapacity: folded.count * 5 + 4) { out in
        CombiningOrder.forEachScalar(of: folded[...]) { scalar in
          words.take(scalar, CharacterClass(of: scalar), into: &out)
        }
      }
    }
    self.words = words
    return i
  }

  /// What is known of the scalar at `i`, and where the next one begins.
  @inline(__always)
  private static func piece(
    of text: Span<UInt8>, at i: Int, _ table: FoldingTable
  ) -> (piece: FoldedScalar, next: Int) {
    let (scalar, width) = UTF8Scalar.decode(text, at: i)
    return (table.look(up: scalar), i + width)
  }
}
