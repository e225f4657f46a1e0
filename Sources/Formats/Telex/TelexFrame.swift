/// The control bytes by which a wire frames a message and sets its type.
/// Source: ANPA 1312 (1989), IPTC 7901 (2003), ISO 646.
enum TelexByte {
  static let startOfHeading: UInt8 = 0x01
  static let startOfText: UInt8 = 0x02
  static let endOfText: UInt8 = 0x03
  static let endOfTransmission: UInt8 = 0x04
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  /// ANPA: the next column begins.
  static let unitSeparator: UInt8 = 0x1F
  static let caret = UInt8(ascii: "^")
}

/// One message of a wire as its control bytes part it: SOH heading STX text ETX trailer EOT.
struct TelexFrame {
  var heading: ArraySlice<UInt8>
  var text: ArraySlice<UInt8>
  var trailer: ArraySlice<UInt8>
  /// ETX came: the text is whole.
  var isWhole: Bool

  /// The messages of a file in their order. A file without SOH is one message.
  static func frames(in bytes: [UInt8]) -> [TelexFrame] {
    var frames: [TelexFrame] = []
    var start = bytes.firstIndex(of: TelexByte.startOfHeading).map { $0 + 1 } ?? 0
    while start < bytes.count {
      let next = bytes[start...].firstIndex(of: TelexByte.startOfHeading)
      frames.append(TelexFrame(bytes[start..<(next ?? bytes.count)]))
      guard let next else { break }
      start = next + 1
    }
    return frames
  }

  /// A message without its SOH.
  private init(_ bytes: ArraySlice<UInt8>) {
    let start = bytes.firstIndex(of: TelexByte.startOfText)
    let from = start.map { $0 + 1 } ?? bytes.endIndex
    let end = bytes[from...].firstIndex { $0 == TelexByte.endOfText || $0 == 0x04 }
    heading = bytes[..<(start ?? bytes.endIndex)]
    text = bytes[from..<(end ?? bytes.endIndex)]
    trailer = end.map { bytes[($0 + 1)...] } ?? []
    isWhole = end != nil
  }
}

extension ArraySlice<UInt8> {
  /// The lines as they came over the wire, ended by CR, LF or both in any number and order; blank
  /// ones too where `keepingBlank`.
  func telexLines(limit: Int = .max) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = startIndex
    while start < endIndex, lines.count < limit {
      let end =
        self[start...].firstIndex {
          $0 == TelexByte.lineFeed || $0 == TelexByte.carriageReturn
        } ?? endIndex
      lines.append(self[start..<end])
      start = end
      // CR LF, and the CR CR LF of a teleprinter whose carriage was slow, end one line.
      while start < endIndex, self[start] == TelexByte.carriageReturn { start += 1 }
      if start < endIndex, self[start] == TelexByte.lineFeed {
        start += 1
      } else if start > end + 1 {
        // CR alone ends lines here: each further one ended a blank line.
        for blank in (end + 1)..<start { lines.append(self[blank..<blank]) }
      }
    }
    return lines
  }
}
