/// Steps 4 and 5 of canonical-text as a state machine: takes the scalars of folded text one by one
/// and writes words, with one space between two of them and none between two CJK characters.
///
/// A point, a minus and an apostrophe are kept or not by what follows: they are pending until then.
/// Each input scalar writes at most itself, a pending byte's due and one space before.
struct WordWriter {
  /// The class of the scalar before. A text begins as if white space stood before it.
  private var previous = CharacterClass.space
  /// The class of the undecided scalar before, or `.other`.
  private var pending = CharacterClass.other
  /// The byte to write if it is kept.
  private var pendingByte: UInt8 = 0
  /// Whether a space is due before the next word.
  private var gap = false
  /// Whether nothing has been written yet.
  private var atStart = true
  /// Whether the scalar written last was CJK.
  private var afterCJK = false
  /// Words, a CJK character counting as one.
  private(set) var tokenCount = 0

  /// Takes the ASCII bytes `range` of `text`. Writes at most two bytes for each; `out`
  /// must have room for eight more.
  mutating func take(
    ascii text: Span<UInt8>, _ range: Range<Int>, into out: inout OutputSpan<UInt8>
  ) {
    // The state lives in registers meanwhile.
    var state = self
    let classes = CharacterClass.ascii
    var i = range.lowerBound
    while i < range.upperBound {
      if range.upperBound - i >= PlainBlock.width, let block = PlainBlock(text, at: i),
        state.take(block, into: &out)
      {
        i += block.count
        if block.count == PlainBlock.width { continue }
      }
      // What ended the block, and all else that stands between words.
      repeat {
        let byte = text[i]
        state.take(byte, classes[Int(byte & 0x7F)], into: &out)
        i += 1
      } while i < range.upperBound && !classes[Int(text[i] & 0x7F)].isWord
    }
    self = state
  }

  /// Takes the bytes of a block at once; false where that cannot be, with nothing written.
  @inline(__always)
  private mutating func take(_ block: PlainBlock, into out: inout OutputSpan<UInt8>) -> Bool {
    guard pending == .other, !atStart, !afterCJK, !(gap && block.startsWithSpace) else {
      return false
    }
    if gap { out.append(0x20) }
    tokenCount += block.wordStarts(atStart: gap)
    block.write(into: &out)
    gap = block.endsWithSpace
    previous = gap ? .space : block.endsInDigit ? .digit : .letter
    return true
  }

  /// Takes one ASCII byte.
  @inline(__always)
  mutating func take(
    _ byte: UInt8, _ kind: CharacterClass, into out: inout OutputSpan<UInt8>
  ) {
    if pending != .other { settle(before: kind, into: &out) }
    switch kind {
    case .letter:
      begin(into: &out)
      out.append(byte | 0x20)
    case .digit:
      begin(into: &out)
      out.append(byte)
    case .sign, .dollar:
      gap = true
      begin(into: &out)
      out.append(byte)
      gap = true
    default: part(byte, kind)
    }
    previous = kind
  }

  /// Takes one scalar of any kind. Writes at most five bytes.
  @inline(__always)
  mutating func take(
    _ scalar: UInt32, _ kind: CharacterClass, into out: inout OutputSpan<UInt8>
  ) {
    if scalar < 0x80 {
      take(UInt8(truncatingIfNeeded: scalar), kind, into: &out)
      return
    }
    if pending != .other { settle(before: kind, into: &out) }
    switch kind {
    case .letter, .digit, .number, .mark:
      if CharacterClass.isCJK(scalar) {
        beginCJK(into: &out)
      } else {
        begin(into: &out)
      }
      UTF8Scalar.append(scalar, to: &out)
    case .sign:
      gap = true
      begin(into: &out)
      UTF8Scalar.append(scalar, to: &out)
      gap = true
    default: part(0, kind)
    }
    previous = kind
  }

  /// What parts words, or may.
  @inline(__always)
  private mutating func part(_ byte: UInt8, _ kind: CharacterClass) {
    switch kind {
    case .point where previous == .digit,
      .apostrophe where previous == .letter,
      .hyphen where previous == .space || previous == .bracket || previous == .dollar:
      pending = kind
      pendingByte = byte
    default: gap = true
    }
  }

  /// Decides on the pending scalar, now that the next is known.
  private mutating func settle(
    before next: CharacterClass, into out: inout OutputSpan<UInt8>
  ) {
    switch pending {
    case .apostrophe:
      if next != .letter { gap = true }
    default:
      if next == .digit {
        begin(into: &out)
        out.append(pendingByte)
      } else {
        gap = true
      }
    }
    pending = .other
  }

  /// Writes the space that is due before a part of a word that is not CJK.
  @inline(__always)
  private mutating func begin(into out: inout OutputSpan<UInt8>) {
    if gap || atStart || afterCJK {
      if gap && !atStart { out.append(0x20) }
      tokenCount += 1
      gap = false
      atStart = false
      afterCJK = false
    }
  }

  /// Writes the space that is due before a CJK character.
  private mutating func beginCJK(into out: inout OutputSpan<UInt8>) {
    if gap && !atStart && !afterCJK { out.append(0x20) }
    tokenCount += 1
    gap = false
    atStart = false
    afterCJK = true
  }
}
