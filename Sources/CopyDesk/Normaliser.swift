internal import Digests
internal import Formats
package import Newsroom

/// Bytes in, finished stories out: a pure function, run by any number of workers.
package struct Normaliser: Sendable {
  /// Whether records bear the sanitised `text/html` body beside the plain one.
  private let writesHTML: Bool

  package init(writesHTML: Bool) { self.writesHTML = writesHTML }

  /// A delivery's stories, or why there are none.
  ///
  /// `breakingOff`: whether a feed that breaks off is taken as it is. Else its last entry, which
  /// may lack half of its words or its guid, is left for the next poll, and the submission says so.
  package func submission(for delivery: Delivery, breakingOff: Bool = false) -> Submission {
    var provenance = Provenance(
      delivery: delivery.id, route: delivery.route, source: delivery.source, name: delivery.name,
      url: delivery.url, byteCount: delivery.bytes.count,
      digest: SHA256.digest(of: delivery.bytes), format: nil, charset: nil)
    do throws(Rejection) {
      let press = Press(
        source: delivery.source, writesHTML: writesHTML,
        leavesCutEntry: delivery.route == .feed && !breakingOff)
      let info = try press.run(delivery)
      provenance.format = info.format
      provenance.charset = info.charset
      if delivery.route == .feed, [.text, .html].contains(info.format) {
        let what = info.format == .text ? "plain text" : "a page"
        throw Rejection(
          code: "not-a-feed",
          detail: "There is \(what) in the place of the feed: most likely what its server says "
            + "of an error. Look at the address in a browser.", format: info.format)
      }
      // A feed that is polled may be empty; a file that came for nothing must not vanish unsaid.
      if press.stories.isEmpty, delivery.route != .feed {
        throw Rejection(
          code: "no-entries", detail: "There is no entry or item in it: nothing in it is a story.",
          format: info.format)
      }
      var submission = Submission(provenance: provenance, outcome: .stories(press.stories))
      submission.feed = info.feed
      submission.breaksOff = delivery.route == .feed && info.warnings.contains(.truncated)
      return submission
    } catch {
      provenance.format = error.format
      return Submission(provenance: provenance, outcome: .rejected(error))
    }
  }
}

extension Warning {
  /// Markup beyond what is safe to parse: its tags were cut out instead.
  package static let markupTooLarge = Warning(rawValue: "markup-too-large")
  /// The declared language is not the one of the text.
  package static let languageContradicted = Warning(rawValue: "language-contradicted")
}
