internal import CICU

/// What step 3 makes of one scalar wherever it stands, if that can be said without its neighbours.
struct FoldedScalar: Hashable {
  enum Kind: UInt32 {
    /// Only ICU can say: it composes or reorders with what stands before, or becomes several
    /// scalars that are not all ASCII.
    case contextual
    /// Nothing; but what stands after it may compose with what stands before it.
    case deleted
    /// One scalar, of a known class.
    case scalar
    /// One to three ASCII characters: ß, …, ™.
    case ascii
  }

  /// The kind in bits 30 and 31; then a class in 24 to 27 and a scalar in 0 to 20, or three ASCII
  /// bytes, the first lowest.
  private let bits: UInt32

  var kind: Kind { Kind(rawValue: bits >> 30) ?? .contextual }

  var scalar: UInt32 { bits & 0x1F_FFFF }
  var characterClass: CharacterClass {
    CharacterClass(rawValue: UInt8(truncatingIfNeeded: bits >> 24 & 0xF)) ?? .other
  }

  /// Whether it begins a new piece of text: nothing after it changes what stands before it.
  var isIndependent: Bool { bits >= Kind.scalar.rawValue << 30 }

  static let contextual = FoldedScalar(bits: 0)
  /// Also what bytes that are no UTF-8 stand for.
  static let other = FoldedScalar(0xFFFD, .other)

  private init(bits: UInt32) { self.bits = bits }

  init(_ scalar: UInt32, _ kind: CharacterClass) {
    bits = Kind.scalar.rawValue << 30 | UInt32(kind.rawValue) << 24 | scalar & 0x1F_FFFF
  }

  /// Works it out by ICU.
  static func working(out scalar: UInt32) -> FoldedScalar {
    guard wr_has_boundary_before(Int32(truncatingIfNeeded: scalar)) else { return .contextual }
    var text: [UInt16] = []
    CombiningOrder.append(scalar, to: &text)
    let folded = UnicodeFolding.fold(text)
    guard let first = folded.first else {
      return FoldedScalar(bits: Kind.deleted.rawValue << 30)
    }
    if folded.count == 1, wr_has_boundary_before(Int32(first)) {
      return FoldedScalar(UInt32(first), CharacterClass(of: UInt32(first)))
    }
    guard folded.count <= 3, folded.allSatisfy({ $0 < 0x80 }) else { return .contextual }
    let bytes = folded.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return FoldedScalar(bits: Kind.ascii.rawValue << 30 | bytes)
  }

  /// Writes what it stands for; nothing for a contextual one. At most twice its bytes in UTF-8.
  @inline(__always)
  func write(with words: inout WordWriter, into out: inout OutputSpan<UInt8>) {
    switch kind {
    case .scalar: words.take(scalar, characterClass, into: &out)
    case .ascii:
      var bytes = bits & 0xFF_FFFF
      while bytes != 0 {
        words.take(bytes & 0x7F, CharacterClass(of: bytes & 0x7F), into: &out)
        bytes >>= 8
      }
    case .deleted, .contextual: break
    }
  }
}
