internal import Digests
internal import Formats
package import Newsroom

/// Bytes in, finished stories out: a pure function, run by any number of workers.
package struct Normaliser: Sendable {
  /// Whether records bear the sanitised `text/html` body beside the plain one.
  private let writesHTML: Bool

  package init(writesHTML: Bool) { self.writesHTML = writesHTML }

  /// A delivery's stories, or why there are none.
  package func submission(for delivery: Delivery) -> Submission {
    var provenance = Provenance(
      delivery: delivery.id, route: delivery.route, source: delivery.source, name: delivery.name,
      url: delivery.url, byteCount: delivery.bytes.count,
      digest: SHA256.digest(of: delivery.bytes), format: nil, charset: nil)
    do throws(Rejection) {
      let press = Press(source: delivery.source, writesHTML: writesHTML)
      let info = try press.run(delivery)
      provenance.format = info.format
      provenance.charset = info.charset
      // A feed that is polled may be empty; a file that came for nothing must not vanish unsaid.
      if press.stories.isEmpty, delivery.route != .feed {
        throw Rejection(
          code: "no-entries", detail: "There is no entry or item in it: nothing in it is a story.",
          format: info.format)
      }
      var submission = Submission(provenance: provenance, outcome: .stories(press.stories))
      submission.feed = info.feed
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
