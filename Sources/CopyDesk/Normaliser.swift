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
    let budget = ArchiveBudget(archive: delivery.bytes.count)
    guard let kind = ArchiveKind(delivery.bytes) else {
      var gathering = Gathering()
      let one = document(
        delivery, breakingOff: breakingOff, depth: 0, budget, attachmentsTo: &gathering)
      return gathering.isEmpty ? one : gathering.transcript(behind: one)
    }
    return unpacked(delivery, kind, breakingOff: breakingOff, budget)
  }

  /// Hands out the stories of a document that is not held, each as `submission` would have it. False,
  /// and nothing handed out, where the document must be held (`LongDocument`); throws why there are
  /// none. `delivery` is without its bytes; `byteCount` and `digest` are theirs.
  package func stream(
    _ document: LongDocument, _ delivery: Delivery, byteCount: Int, digest: Digest,
    to handOut: @escaping (borrowing Story, Provenance) -> Void
  ) throws(Rejection) -> Bool {
    let press = Press(source: delivery.source, writesHTML: writesHTML, mappings: mappings)
    var isEmpty = true
    let info = try press.run(document, delivery) { story, info in
      isEmpty = false
      handOut(
        story,
        Provenance(
          of: delivery, byteCount: byteCount, digest: digest, format: info.format,
          charset: info.charset))
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

  /// The same of what is no archive. `depth`: in how many it lies.
  /// What is attached to it in archives goes to `gathering`.
  private func document(
    _ delivery: Delivery, breakingOff: Bool, depth: Int, _ budget: ArchiveBudget,
    attachmentsTo gathering: inout Gathering
  ) -> Transcript {
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
      for archive in press.packed {
        gather(archive, of: delivery, depth: depth + 1, budget, to: &gathering)
      }
      return transcript
    } catch {
      return Transcript(format: error.format, charset: charset, result: .failure(error))
    }
  }

  // MARK: Archives

  /// What an archive's files become, each read as a file of its own.
  private func unpacked(
    _ delivery: Delivery, _ kind: ArchiveKind, breakingOff: Bool, _ budget: ArchiveBudget
  ) -> Transcript {
    var gathering = Gathering()
    do throws(Rejection) {
      try gather(
        delivery.bytes, kind, named: nil, of: delivery, breakingOff: breakingOff, depth: 1, budget,
        to: &gathering)
    } catch {
      return Transcript(
        format: error.format ?? kind.format, charset: nil, result: .failure(error))
    }
    // A feed's poller wants the reason, where there is nothing else.
    if delivery.route == .feed, gathering.stories.isEmpty, let first = gathering.lost.first {
      return Transcript(format: kind.format, charset: nil, result: .failure(first.rejection))
    }
    return gathering.transcript(of: kind)
  }

  /// The files of an archive that came with a mail. What is none stays the mail's attachment; of
  /// one that cannot be unpacked it is told why, and the mail goes on.
  private func gather(
    _ archive: PackedAttachment, of mail: Delivery, depth: Int, _ budget: ArchiveBudget,
    to gathering: inout Gathering
  ) {
    guard let kind = ArchiveKind(archive.bytes) else { return }
    let before = gathering
    do throws(Rejection) {
      try gather(
        archive.bytes, kind, named: archive.name, of: mail, breakingOff: false, depth: depth,
        budget, to: &gathering)
    } catch {
      gathering = before
      gathering.lose(Member(name: archive.name, format: error.format ?? kind.format), error)
    }
  }

  private func gather(
    _ bytes: [UInt8], _ kind: ArchiveKind, named name: String?, of delivery: Delivery,
    breakingOff: Bool, depth: Int, _ budget: ArchiveBudget, to gathering: inout Gathering
  ) throws(Rejection) {
    try Unpacking.members(of: bytes, kind, inside: name, depth: depth, budget) {
      member throws(Rejection) in
      switch member.content {
      case .failure(let rejection):
        gathering.lose(Member(name: member.name, format: rejection.format), rejection)
      case .success(let bytes):
        var inner = delivery
        inner.bytes = bytes
        var attached = Gathering()
        let one = document(
          inner, breakingOff: breakingOff, depth: depth, budget, attachmentsTo: &attached)
        let file = Member(name: member.name, format: one.format, charset: one.charset)
        gathering.add(one, file)
        gathering.add(attached, in: file)
      }
    }
  }
}

extension Warning {
  /// Markup beyond what is safe to parse: its tags were cut out instead.
  package static let markupTooLarge = Warning(rawValue: "markup-too-large")
  /// The declared language is not the one of the text.
  package static let languageContradicted = Warning(rawValue: "language-contradicted")
}
