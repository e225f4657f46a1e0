/// Mails in a row, each after a line `From sender date`: a Unix mailbox. Source: RFC 4155.
enum Mailbox {
  /// The mails of the bytes; one where they are no mailbox.
  static func mails(in bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    guard isSeparator(bytes) else { return [bytes] }
    var mails: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    var line = start
    var followsBlank = false
    while line < bytes.endIndex {
      let end = bytes[line...].firstIndex(of: 0x0A) ?? bytes.endIndex
      if followsBlank, isSeparator(bytes[line...]) {
        mails.append(bytes[start..<line])
        start = line
      }
      followsBlank = bytes[line..<end].allSatisfy { $0 == 0x0D }
      line = end + 1
    }
    mails.append(bytes[start...])
    return mails
  }

  /// A line `From …` with a header field on the next.
  private static func isSeparator(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.starts(with: "From ".utf8), let end = bytes.firstIndex(of: 0x0A) else {
      return false
    }
    let next = bytes[(end + 1)...].prefix(128)
    guard let colon = next.firstIndex(of: UInt8(ascii: ":")), colon > next.startIndex else {
      return false
    }
    return next[..<colon].allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }
}
