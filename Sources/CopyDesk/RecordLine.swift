package import Newsroom

/// How a record stands in its chain of revisions.
package struct Placement: Sendable {
  package var kind: Kind
  package var rev: Int
  /// The seq that it follows.
  package var prev: UInt64?
  /// First seq of its near-duplicate group; nil: its own.
  package var cluster: UInt64?

  package enum Kind: String, Sendable { case story, update, correction, cancel }

  package init(kind: Kind, rev: Int = 1, prev: UInt64? = nil, cluster: UInt64? = nil) {
    self.kind = kind
    self.rev = rev
    self.prev = prev
    self.cluster = cluster
  }
}

/// Writes the lines of the two logs, without the chain, which the log itself appends.
/// Source: record.md, "Envelope" and "Two logs, one format".
///
/// A class: whoever writes lines keeps one, and its room serves them all.
package final class RecordLine {
  /// The record format's version: `v`.
  static let version = 1

  private var line = JSONWriter(reserving: 8192)

  package init() {}

  /// A line of the stories log. `seq` nil: what a file would become, before any log.
  package func story(
    _ story: borrowing Story, from provenance: Provenance, placed placement: Placement,
    seq: UInt64?, at now: NewsDate?, warnings extra: [Warning] = []
  ) -> [UInt8] {
    Self.write(story, provenance, placement, seq, now, extra, to: &line)
    return line.take()
  }

  /// To a writer that is nobody else's meanwhile: a property would be asked for that at each write.
  private static func write(
    _ story: borrowing Story, _ provenance: Provenance, _ placement: Placement, _ seq: UInt64?,
    _ now: NewsDate?, _ extra: [Warning], to line: inout JSONWriter
  ) {
    Self.begin(&line, seq: seq, at: now, kind: placement.kind.rawValue, source: provenance.source)
    line.nullable("headline", story.headline)
    line.key("uri")
    line.string(story.uri)
    line.nullable("url", story.url)
    line.nullable("date", date: story.date)
    line.key("rev")
    line.int(placement.rev)
    Self.seqOrNull(&line, "prev", placement.prev)
    Self.seqOrNull(&line, "cluster", placement.cluster ?? seq)
    if !story.follows.isEmpty { line.member("follows", story.follows) }
    Self.filing(&line, story.filing)
    Self.hash(&line, of: (story.content, story.title), provenance)
    Self.raw(&line, provenance, story.member, part: (story.part, story.parts))
    line.member("derived", story.derived)
    line.member("warnings", extra.isEmpty ? story.warnings : story.warnings + extra)
    line.key("item")
    line.raw(story.item.span)
  }

  /// Why an arrival did not become a story.
  package enum Sighting: Sendable {
    case duplicate(of: UInt64, by: Match)
    case late(of: UInt64, reason: String)

    /// What was equal.
    package enum Match: String, Sendable { case content, uri, url }
  }

  /// A line of the sightings log for a story that was known.
  package func sighting(
    _ story: Story, from provenance: Provenance, as sighting: Sighting, seq: UInt64,
    at now: NewsDate
  ) -> [UInt8] {
    let (kind, of, by, reason): (String, UInt64, String?, String?) =
      switch sighting {
      case .duplicate(let of, let by): ("duplicate", of, by.rawValue, nil)
      case .late(let of, let reason): ("late", of, nil, reason)
      }
    Self.begin(&line, seq: seq, at: now, kind: kind, source: provenance.source)
    line.key("uri")
    line.string(story.uri)
    line.nullable("url", story.url)
    Self.filing(&line, story.filing)
    Self.hash(&line, of: (story.content, story.title), provenance)
    Self.raw(&line, provenance, story.member, part: (story.part, story.parts))
    Self.seqOrNull(&line, "of", of)
    line.nullable("by", by)
    line.nullable("reason", reason)
    if case .late = sighting {
      // An older version is in no other place: its text and its links must not be lost.
      if !story.follows.isEmpty { line.member("follows", story.follows) }
      line.key("item")
      line.raw(story.item.span)
    }
    return line.take()
  }

  /// A line of the sightings log for what became no story at all. `identity`: of what stays where
  /// it lies and is sighted once. `lost`: the member of an archive that it speaks of; nil: the whole.
  package func rejection(
    _ rejection: Rejection, from provenance: Provenance, lost: LostMember? = nil,
    identity: String?, seq: UInt64, at now: NewsDate
  ) -> [UInt8] {
    Self.begin(&line, seq: seq, at: now, kind: "rejected", source: provenance.source)
    line.key("uri")
    line.null()
    line.nullable("url", provenance.url)
    Self.hash(&line, of: nil, provenance)
    Self.raw(&line, provenance, lost?.member, part: lost.map { ($0.part, $0.parts) })
    line.key("of")
    line.null()
    line.key("by")
    line.null()
    line.key("reason")
    line.string(rejection.code)
    line.key("detail")
    line.string(rejection.detail)
    line.member("identity", identity)
    return line.take()
  }

  private static func begin(
    _ line: inout JSONWriter, seq: UInt64?, at now: NewsDate?, kind: String, source: String
  ) {
    line.beginObject()
    line.key("v")
    line.int(version)
    Self.seqOrNull(&line, "seq", seq)
    line.key("ts")
    if let now { line.date(now, milliseconds: true) } else { line.null() }
    line.key("kind")
    line.string(kind)
    line.key("source")
    line.string(source)
  }

  private static func seqOrNull(_ line: inout JSONWriter, _ name: StaticString, _ seq: UInt64?) {
    line.key(name)
    if let seq { line.int(seq) } else { line.null() }
  }

  private static func filing(_ line: inout JSONWriter, _ filing: Filing?) {
    guard let filing else { return }
    if !filing.names.isEmpty { line.member("filed", filing.names) }
    line.member("mark", filing.mark?.text)
  }

  private static func hash(
    _ line: inout JSONWriter, of story: (content: Digest, title: Digest)?,
    _ provenance: Provenance
  ) {
    line.key("hash")
    line.beginObject()
    if let story {
      line.key("content")
      line.digest("nc1:", story.content)
      line.key("title")
      line.digest("nt1:", story.title)
    }
    if let digest = provenance.digest {
      line.key("raw")
      line.digest("sha256:", digest)
    }
    line.endObject()
  }

  private static func raw(
    _ line: inout JSONWriter, _ provenance: Provenance, _ member: Member?, part: (Int, Int)?
  ) {
    line.key("raw")
    line.beginObject()
    line.key("route")
    line.string(provenance.route.rawValue)
    line.key("delivery")
    line.string(provenance.delivery)
    line.member("name", provenance.name)
    line.member("url", provenance.url)
    line.key("bytes")
    line.int(provenance.byteCount)
    if let member {
      line.nullable("format", member.format?.rawValue)
      line.nullable("charset", member.charset)
      line.member("archive", provenance.format?.rawValue)
      line.member("member", member.name)
    } else {
      line.nullable("format", provenance.format?.rawValue)
      line.nullable("charset", provenance.charset)
    }
    line.key("part")
    if let part {
      line.beginArray()
      line.int(part.0)
      line.int(part.1)
      line.endArray()
    } else {
      line.null()
    }
    line.nullable("ref", provenance.archived)
    line.endObject()
  }
}
