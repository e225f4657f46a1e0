internal import Newsroom

/// What a document may contain at most. libxml2 2.9 needs seconds to minutes for documents of some
/// hundred kilobytes that go beyond these, and no flag of its own stops it: so they are turned away
/// before it sees a byte. Real feeds and wires stay far below.
package struct XMLCaps: Sendable {
  /// 40,000 attributes in one tag of 429 KB took 8.8 s.
  package var tagBytes = 65_536
  package var attributes = 256
  /// A name of 9 MB took over a minute.
  package var nameBytes = 1024
  /// 500,000 distinct names took 13 s.
  package var distinctNames = 10_000
  /// Real NewsML carries an internal subset; its entities are never expanded.
  package var subsetBytes = 65_536
  /// libxml2 itself gives up at ten million, and says nothing of it.
  package var sectionBytes = 9_000_000
  /// libxml2 itself gives up at 256.
  package var depth = 240

  package init() {}

  /// The rejection for a document that goes beyond a cap.
  static func exceeded(_ what: String, _ cap: Int) -> Rejection {
    Rejection(
      code: "hostile-markup",
      detail:
        "The XML has \(what), more than the cap of \(cap); no real feed does. "
        + "If this one is genuine, ask its publisher for a saner document.")
  }
}
