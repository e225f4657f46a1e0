internal import Digests
internal import Formats
package import Newsroom

/// Bytes in, finished stories out: a pure function, run by any number of workers.
package struct Normaliser: Sendable {
  /// Whether records bear the sanitised `text/html` body beside the plain one.
  package let writesHTML: Bool

  package init(writesHTML: Bool) { self.writesHTML = writesHTML }

  /// A delivery's stories, or why there are none.
  ///
  /// `breakingOff`: whether a feed that breaks off is taken as it is. Else its last entry, which
  /// may lack half of its words or its guid, is left for the next poll, and the submission says so.
  package func submission(for delivery: Delivery, breakingOff: Bool = false) -> Submission {
    Submission(
      of: delivery, digest: SHA256.digest(of: delivery.bytes),
      transcript(of: delivery, breakingOff: breakingOff))
  }

  /// What the bytes of a delivery say. Its `id` and its `name` are not looked at.
  package func transcript(of delivery: Delivery, breakingOff: Bool = false) -> Transcript {
    var charset: String?
    do throws(Rejection) {
      let press = Press(
        source: delivery.source, writesHTML: writesHTML,
        leavesCutEntry: delivery.route == .feed && !breakingOff)
      let info = try press.run(delivery)
      charset = info.charset
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
      var transcript = Transcript(
        format: info.format, charset: info.charset, result: .success(press.stories),
        feed: info.feed)
      transcript.breaksOff = delivery.route == .feed && info.warnings.contains(.truncated)
      return transcript
    } catch {
      return Transcript(format: error.format, charset: charset, result: .failure(error))
    }
  }
}

extension Warning {
  /// Markup beyond what is safe to parse: its tags were cut out instead.
  package static let markupTooLarge = Warning(rawValue: "markup-too-large")
  /// The declared language is not the one of the text.
  package static let languageContradicted = Warning(rawValue: "language-contradicted")
}
