/// Takes a document piece by piece and tells, at its end, whether it is clean UTF-8, which can be
/// read as it lies: nearly every document of today is. What is not has to be held whole.
package struct CharsetCensus {
  private var scan = CharsetScan()
  /// The beginning of a character whose rest is in the next piece.
  private var carry: [UInt8] = []

  package init() {}

  /// Nothing has to be changed, so far.
  package var isClean: Bool { scan.isClean }

  /// The piece, with its end where a character ends.
  package mutating func take(_ piece: [UInt8]) -> [UInt8] {
    var whole = carry.isEmpty ? piece : carry + piece
    let cut = Self.lastCharacter(of: whole)
    carry = Array(whole[cut...])
    whole.removeSubrange(cut...)
    scan.take(whole)
    return whole
  }

  /// The document has ended.
  package mutating func finish() {
    scan.take(carry)
    carry = []
  }

  /// The document as text, by its first piece; nil where it has to be held whole.
  package func decode(_ head: [UInt8], contentType: String?) -> DecodedText? {
    guard scan.isClean, head.count >= 8 else { return nil }
    let text = Charset.decode(head, contentType: contentType, whole: scan)
    // What was converted is a document in some other set.
    return text.bytes.count == head.count ? text : nil
  }

  /// Where the last character begins if it is cut off, else the end.
  private static func lastCharacter(of bytes: [UInt8]) -> Int {
    unsafe bytes.withUnsafeBytes { bytes in
      var i = bytes.count
      while i > 0, bytes.count - i < 4 {
        i -= 1
        if unsafe bytes[i] & 0xC0 == 0x80 { continue }
        return unsafe bytes[i] >= 0xC0 && UTF8Shape.isCutOff(bytes, at: i) ? i : bytes.count
      }
      return bytes.count
    }
  }
}
