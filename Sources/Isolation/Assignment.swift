package import Newsroom

/// A delivery that a worker is to read, and how.
package struct Assignment: Sendable {
  package var delivery: Delivery
  /// Whether its records bear a `text/html` body.
  package var writesHTML: Bool
  /// Whether a feed that breaks off is taken as it is.
  package var breakingOff: Bool

  package init(_ delivery: Delivery, writesHTML: Bool, breakingOff: Bool = false) {
    self.delivery = delivery
    self.writesHTML = writesHTML
    self.breakingOff = breakingOff
  }

  /// An assignment without its bytes, how many those are, and the share.
  static func read(
    _ reader: inout FrameReader
  ) throws(FrameError) -> (assignment: Assignment, byteCount: Int, share: UInt64) {
    guard try reader.byte() == Frame.version else { throw FrameError(reason: "another version") }
    let flags = try reader.flags(2)
    guard let route = Route(rawValue: try reader.text()) else {
      throw FrameError(reason: "a route that nobody knows")
    }
    var delivery = Delivery(id: "", route: route, source: try reader.text(), bytes: [])
    delivery.url = try reader.optionalText()
    let headers = try reader.texts(limit: 1024)
    guard headers.count.isMultiple(of: 2) else { throw FrameError(reason: "half a header") }
    for n in stride(from: 0, to: headers.count, by: 2) {
      delivery.headers[headers[n]] = headers[n + 1]
    }
    let share = try reader.number64()
    guard let count = Int(exactly: try reader.number64()) else {
      throw FrameError(reason: "more bytes than there are")
    }
    try reader.finish()
    return (
      Assignment(delivery, writesHTML: flags[0], breakingOff: flags[1]), count, share
    )
  }
}

extension FrameWriter {
  /// A `delivery` frame: all but the bytes, and but id and name, which no parser looks at. `share`:
  /// of the address space, for a worker that asks itself why it died.
  mutating func put(_ assignment: Assignment, share: UInt64) {
    let delivery = assignment.delivery
    begin(.delivery)
    put(Frame.version)
    put(flags: assignment.writesHTML, assignment.breakingOff)
    put(delivery.route.rawValue)
    put(delivery.source)
    put(delivery.url)
    put(delivery.headers.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
    put(share)
    put(UInt64(delivery.bytes.count))
    end()
  }
}
