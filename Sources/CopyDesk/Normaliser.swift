internal import Archives
internal import Digests
internal import Formats
package import Newsroom

/// Bytes in, finished stories out: a pure function, run by any number of workers.
package struct Normaliser: Sendable {
  /// Whether records bear the sanitised `text/html` body beside the plain one.
  package let writesHTML: Bool
  /// How XML of no known format is read.
  package let mappings: [XMLMapping]

  package init(writesHTML: Bool, mappings: [XMLMapping] = []) {
    self.writesHTML = writesHTML
    self.mappings = mappings
  }

  /// A delivery's stories, or why there are none.
  ///
  /// `breakingOff`: whether a feed that breaks off is taken as it is. Else its last entry, which
  /// may lack half of its words or its guid, is left for the next poll, and the submission says so.
  package func submission(for delivery: Delivery, breakingOff: Bool = false) -> Submission {
    let provenance = Provenance(
      delivery: delivery.id, route: delivery.route, source: delivery.source, name: delivery.name,
      url: delivery.url, byteCount: delivery.bytes.count,
      digest: SHA256.digest(of: delivery.bytes), format: nil, charset: nil)
    if let kind = ArchiveKind(delivery.bytes) {
      return unpacked(delivery, kind, provenance, breakingOff: breakingOff)
    }
    return submission(for: delivery, provenance, breakingOff: breakingOff)
  }

  /// The same of what is no archive.
  private func submission(
    for delivery: Delivery, _ origin: Provenance, breakingOff: Bool
  ) -> Submission {
    var provenance = origin
    do throws(Rejection) {
      let press = Press(
        source: delivery.source, writesHTML: writesHTML, mappings: mappings,
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

  // MARK: Archives

  /// What an archive's files become, each read as a file of its own.
  private func unpacked(
    _ delivery: Delivery, _ kind: ArchiveKind, _ origin: Provenance, breakingOff: Bool
  ) -> Submission {
    var whole = Submission(provenance: origin, outcome: .stories([]))
    whole.provenance.format = kind.format
    var stories: [Story] = []
    do throws(Rejection) {
      try Unpacking.members(of: delivery.bytes, kind) { member throws(Rejection) in
        let part = stories.count + whole.lost.count + 1
        switch member.content {
        case .failure(let rejection):
          whole.lost.append(
            LostMember(
              part: part, parts: 0, member: Member(name: member.name, format: rejection.format),
              rejection: rejection))
        case .success(let bytes):
          var inner = delivery
          inner.bytes = bytes
          let one = submission(for: inner, origin, breakingOff: breakingOff)
          let file = Member(
            name: member.name, format: one.provenance.format, charset: one.provenance.charset)
          whole.add(one, file, from: part, to: &stories)
        }
      }
    } catch {
      var refused = Submission(provenance: whole.provenance, outcome: .rejected(error))
      refused.provenance.format = error.format ?? kind.format
      return refused
    }
    // A feed's poller wants the reason, where there is nothing else.
    if delivery.route == .feed, stories.isEmpty, let first = whole.lost.first {
      return Submission(provenance: whole.provenance, outcome: .rejected(first.rejection))
    }
    let parts = stories.count + whole.lost.count
    for n in stories.indices { stories[n].parts = parts }
    for n in whole.lost.indices { whole.lost[n].parts = parts }
    whole.outcome = .stories(stories)
    return whole
  }
}

extension Submission {
  /// Adds what a file of the archive became: its parts go on from `part`.
  fileprivate mutating func add(
    _ one: Submission, _ file: Member, from part: Int, to stories: inout [Story]
  ) {
    switch one.outcome {
    case .rejected(let rejection), .refused(let rejection, _):
      lost.append(LostMember(part: part, parts: 0, member: file, rejection: rejection))
    case .stories(let list):
      for story in list {
        var story = story
        story.part += part - 1
        story.member = file
        stories.append(story)
      }
    }
    if feed == nil { feed = one.feed }
    breaksOff = breaksOff || one.breaksOff
  }
}

extension Warning {
  /// Markup beyond what is safe to parse: its tags were cut out instead.
  package static let markupTooLarge = Warning(rawValue: "markup-too-large")
  /// The declared language is not the one of the text.
  package static let languageContradicted = Warning(rawValue: "language-contradicted")
}
