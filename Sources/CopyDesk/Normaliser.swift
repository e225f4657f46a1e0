internal import Archives
internal import Digests
package import Formats
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
  /// `breakingOff`: whether what breaks off is taken as it is. Else an entry that is cut off, and may
  /// lack half of its words or its guid, is left for the next poll. The submission says so.
  package func submission(for delivery: Delivery, breakingOff: Bool = false) -> Submission {
    Submission(
      of: delivery, digest: SHA256.digest(of: delivery.bytes),
      transcript(of: delivery, breakingOff: breakingOff))
  }

  /// What the bytes of a delivery say. Its `id` and its `name` are not looked at.
  package func transcript(of delivery: Delivery, breakingOff: Bool = false) -> Transcript {
    if let kind = ArchiveKind(delivery.bytes) {
      return unpacked(delivery, kind, breakingOff: breakingOff)
    }
    return document(delivery, breakingOff: breakingOff)
  }

  /// Hands out the stories of a document that is not held, each as `submission` would have it. False,
  /// and nothing handed out, where the document must be held (`LongDocument`); throws why there are
  /// none. `delivery` is without its bytes; `byteCount` and `digest` are theirs.
  package func stream(
    _ document: LongDocument, _ delivery: Delivery, byteCount: Int, digest: Digest,
    to handOut: @escaping (borrowing Story, Provenance) -> Void
  ) throws(Rejection) -> Bool {
    var provenance = Submission(
      of: delivery, digest: digest, Transcript(format: nil, charset: nil, result: .success([]))
    ).provenance
    provenance.byteCount = byteCount
    let press = Press(source: delivery.source, writesHTML: writesHTML, mappings: mappings)
    var isEmpty = true
    let info = try press.run(document, delivery) { story, info in
      isEmpty = false
      provenance.format = info.format
      provenance.charset = info.charset
      handOut(story, provenance)
    }
    guard let info else { return false }
    if isEmpty { throw Self.noEntries(info.format) }
    return true
  }

  private static func noEntries(_ format: Format) -> Rejection {
    Rejection(
      code: "no-entries", detail: "There is no entry or item in it: nothing in it is a story.",
      format: format)
  }

  /// The same of what is no archive.
  private func document(_ delivery: Delivery, breakingOff: Bool) -> Transcript {
    var charset: String?
    do throws(Rejection) {
      let press = Press(
        source: delivery.source, writesHTML: writesHTML, mappings: mappings,
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
        throw Self.noEntries(info.format)
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

  // MARK: Archives

  /// What an archive's files become, each read as a file of its own.
  private func unpacked(
    _ delivery: Delivery, _ kind: ArchiveKind, breakingOff: Bool
  ) -> Transcript {
    var whole = Transcript(format: kind.format, charset: nil, result: .success([]))
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
          let one = document(inner, breakingOff: breakingOff)
          let file = Member(name: member.name, format: one.format, charset: one.charset)
          whole.add(one, file, from: part, to: &stories)
        }
      }
    } catch {
      return Transcript(
        format: error.format ?? kind.format, charset: nil, result: .failure(error))
    }
    // A feed's poller wants the reason, where there is nothing else.
    if delivery.route == .feed, stories.isEmpty, let first = whole.lost.first {
      return Transcript(format: kind.format, charset: nil, result: .failure(first.rejection))
    }
    let parts = stories.count + whole.lost.count
    for n in stories.indices { stories[n].parts = parts }
    for n in whole.lost.indices { whole.lost[n].parts = parts }
    whole.result = .success(stories)
    return whole
  }
}

extension Transcript {
  /// Adds what a file of the archive became: its parts go on from `part`.
  fileprivate mutating func add(
    _ one: Transcript, _ file: Member, from part: Int, to stories: inout [Story]
  ) {
    switch one.result {
    case .failure(let rejection):
      lost.append(LostMember(part: part, parts: 0, member: file, rejection: rejection))
    case .success(let list):
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
