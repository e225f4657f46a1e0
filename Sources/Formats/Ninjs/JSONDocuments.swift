internal import Newsroom

/// JSON as wires deliver it: one document, or one after the other, a line each.
enum JSONDocuments {
  /// More in one file is no delivery.
  private static let maximumDocuments = 10_000

  /// All documents from `start` on. Throws `malformed-json`.
  static func read(_ bytes: [UInt8], from start: Int) throws(Rejection) -> [JSONValue] {
    var values: [JSONValue] = []
    var at = min(start, bytes.count)
    var budget = JSONValue.mostValues
    while let from = bytes[at...].firstIndex(where: { $0 > 0x20 && $0 != UInt8(ascii: ",") }) {
      guard values.count < maximumDocuments else {
        throw Rejection(
          code: "malformed-json",
          detail: "There are more than \(maximumDocuments) JSON documents in it. Split it.")
      }
      let end = JSONOutline(bytes, from: from, depth: 0).end
      do {
        values.append(
          try JSONValue.parse(Array(bytes[from..<max(from, end)]), budget: &budget))
      } catch {
        throw Rejection(
          code: "malformed-json",
          detail: "The JSON cannot be read from byte \(from - start + error.offset) on: "
            + "\(error.reason). Deliver it whole, and not beyond that.")
      }
      at = max(end, from + 1)
    }
    return values
  }
}
