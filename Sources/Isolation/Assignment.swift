internal import Archives
package import CopyDesk
package import Newsroom

/// A delivery that a worker is to read, and how.
package struct Assignment: Sendable {
  package var delivery: Delivery
  package var normaliser: Normaliser
  /// Whether a feed that breaks off is taken as it is.
  package var breakingOff: Bool
  /// The first and the last of those that are given at once: between them a worker need tell nobody
  /// that it has answered.
  var isFirst = true
  var isLast = true
  /// Whether its bytes lie in the arena, behind those of the one before it.
  var isLaid = false

  package init(_ delivery: Delivery, by normaliser: Normaliser, breakingOff: Bool = false) {
    self.delivery = delivery
    self.normaliser = normaliser
    self.breakingOff = breakingOff
  }

  /// How many bytes there are to parse of it at most: more than came, where it is an archive.
  var weight: Int {
    let count = delivery.bytes.count
    return ArchiveKind(delivery.bytes) == nil ? count : count + ArchiveCaps().allowance(for: count)
  }

  /// An assignment without its bytes, how many those are, and the share.
  static func read(
    _ reader: inout FrameReader, _ house: inout HouseStyle
  ) throws(FrameError) -> (assignment: Assignment, byteCount: Int, share: UInt64) {
    guard try reader.byte() == Frame.version else { throw FrameError(reason: "another version") }
    let flags = try reader.flags(5)
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
    let normaliser = try house.normaliser(writesHTML: flags[0], mappings: try reader.slice())
    let share = try reader.number64()
    guard let count = Int(exactly: try reader.number64()) else {
      throw FrameError(reason: "more bytes than there are")
    }
    try reader.finish()
    var assignment = Assignment(delivery, by: normaliser, breakingOff: flags[1])
    (assignment.isFirst, assignment.isLast, assignment.isLaid) = (flags[2], flags[3], flags[4])
    return (assignment, count, share)
  }
}

extension FrameWriter {
  /// A `delivery` frame: all but the bytes, and but id and name, which no parser looks at. `share`:
  /// of the address space, for a worker that asks itself why it died.
  mutating func put(_ assignment: Assignment, share: UInt64) {
    let delivery = assignment.delivery
    begin(.delivery)
    put(Frame.version)
    put(
      flags: assignment.normaliser.writesHTML, assignment.breakingOff, assignment.isFirst,
      assignment.isLast, assignment.isLaid)
    put(delivery.route.rawValue)
    put(delivery.source)
    put(delivery.url)
    put(delivery.headers.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
    put(HouseStyle.write(assignment.normaliser.mappings)[...])
    put(share)
    put(UInt64(delivery.bytes.count))
    end()
  }
}

/// How documents are to be read, as the configuration says: the same for nearly all of them, and so
/// understood once.
struct HouseStyle {
  private var written: ArraySlice<UInt8> = []
  private var understood = Normaliser(writesHTML: true)

  /// Mappings as JSON; nothing where there are none.
  static func write(_ mappings: [XMLMapping]) -> [UInt8] {
    guard !mappings.isEmpty else { return [] }
    var json = JSONWriter()
    json.beginArray()
    for mapping in mappings { mapping.write(into: &json) }
    json.endArray()
    return json.take()
  }

  mutating func normaliser(
    writesHTML: Bool, mappings: ArraySlice<UInt8>
  ) throws(FrameError) -> Normaliser {
    if mappings != written {
      let text = mappings.isEmpty ? Array("[]".utf8) : Array(mappings)
      let json = try? JSONValue.parse(text)
      let read = (json?.arrayValue ?? []).compactMap(XMLMapping.init)
      guard let json, read.count == json.arrayValue?.count else {
        throw FrameError(reason: "mappings that are none")
      }
      written = mappings
      understood = Normaliser(writesHTML: writesHTML, mappings: read)
    }
    if understood.writesHTML != writesHTML {
      understood = Normaliser(writesHTML: writesHTML, mappings: understood.mappings)
    }
    return understood
  }
}
