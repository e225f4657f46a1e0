/// A normalised story: all that the desk and the log need, and nothing that they would have to
/// work out. It is made by a pure function in a worker; the single writer only decides, puts the
/// finished pieces together and appends.
package struct Story: Sendable {
  /// From 1, of `parts`: where in its delivery the story stands.
  package var part: Int
  package var parts: Int
  package var headline: String?
  /// The story's identity: declared (and scoped), or `ni:///sha-256;…` of the content.
  package var uri: String
  /// Whether the source declared an identity of its own.
  package var isDeclared: Bool
  /// The canonical web address.
  package var url: String?
  /// Whether no other story of the same document bears that address.
  package var urlIsUnique: Bool
  /// What the source declared as publication or version date.
  package var date: NewsDate?
  /// A declared version number.
  package var version: Int?
  /// The declared date of this version.
  package var versionDate: NewsDate?
  package var isCanceled: Bool
  /// The source says that it corrects what came before.
  package var isCorrection: Bool
  /// Uris of the stories that it takes the place of, as the source declares: explicit links.
  package var follows: [String]
  /// It says only what has changed: what its item lacks is as in the version before.
  package var isPartial: Bool
  /// Under what it is filed, where its format knows no identity; the names are complete, with whose
  /// they are.
  package var filing: Filing?
  /// Whether other versions of it stand in the same document under the same uri.
  package var hasOtherVersions: Bool
  /// The file that it stands in, where the delivery is an archive.
  package var member: Member?
  /// nc1.
  package var content: Digest
  /// nt1.
  package var title: Digest
  package var derived: [String]
  package var warnings: [Warning]
  /// The ninjs item as finished JSON: of memory that it may share with its neighbours.
  package var item: ArraySlice<UInt8>
}

extension Story {
  /// In an extension, and by way of the initialiser that the compiler makes: that one puts so large a
  /// value together where it is wanted, while one written out makes it, copies it and destroys it.
  package init(
    part: Int, of parts: Int, headline: String?, uri: String, isDeclared: Bool, url: String?,
    urlIsUnique: Bool, date: NewsDate?, version: Int?, versionDate: NewsDate?, isCanceled: Bool,
    isCorrection: Bool = false, follows: [String] = [], isPartial: Bool = false,
    filing: Filing? = nil, hasOtherVersions: Bool = false, member: Member? = nil, content: Digest,
    title: Digest, derived: [String], warnings: [Warning], item: ArraySlice<UInt8>
  ) {
    self.init(
      part: part, parts: parts, headline: headline, uri: uri, isDeclared: isDeclared, url: url,
      urlIsUnique: urlIsUnique, date: date, version: version, versionDate: versionDate,
      isCanceled: isCanceled, isCorrection: isCorrection, follows: follows, isPartial: isPartial,
      filing: filing, hasOtherVersions: hasOtherVersions, member: member, content: content,
      title: title, derived: derived, warnings: warnings, item: item)
  }
}

/// Where a story came from, for `raw` and for the sightings log: a delivery without its bytes.
package struct Provenance: Sendable {
  package var delivery: String
  package var route: Route
  package var source: String
  package var name: String?
  package var url: String?
  package var byteCount: Int
  /// SHA-256 of the bytes as received; nil where none were read (a FIFO, a link, a device).
  package var digest: Digest?
  /// Nil where the bytes were never looked at.
  package var format: Format?
  package var charset: String?
  /// Where the raw archive keeps the bytes; nil where it does not.
  package var archived: String?

  package init(
    delivery: String, route: Route, source: String, name: String?, url: String?, byteCount: Int,
    digest: Digest?, format: Format?, charset: String?
  ) {
    self.delivery = delivery
    self.route = route
    self.source = source
    self.name = name
    self.url = url
    self.byteCount = byteCount
    self.digest = digest
    self.format = format
    self.charset = charset
  }
}

extension Provenance {
  /// Where a delivery came from, and what its bytes are.
  package init(
    of delivery: Delivery, byteCount: Int, digest: Digest, format: Format?, charset: String?
  ) {
    self.init(
      delivery: delivery.id, route: delivery.route, source: delivery.source, name: delivery.name,
      url: delivery.url, byteCount: byteCount, digest: digest, format: format, charset: charset)
  }
}

/// A file inside a delivery that is an archive.
package struct Member: Hashable, Sendable {
  /// Its path in the archive: data only. Nil where a single file was packed without a name.
  package var name: String?
  package var format: Format?
  package var charset: String?

  package init(name: String?, format: Format? = nil, charset: String? = nil) {
    self.name = name
    self.format = format
    self.charset = charset
  }
}

/// A file of an archive that became no story, while others of it may have.
package struct LostMember: Hashable, Sendable {
  /// Where it stands among the delivery's stories: it counts as one of their `parts`.
  package var part: Int
  package var parts: Int
  package var member: Member
  package var rejection: Rejection

  package init(part: Int, parts: Int, member: Member, rejection: Rejection) {
    self.part = part
    self.parts = parts
    self.member = member
    self.rejection = rejection
  }
}

/// What a worker hands to the desk: a delivery's stories, or why there are none.
package struct Submission: Sendable {
  package enum Outcome: Sendable {
    /// Empty where the delivery is an archive whose members are all `lost`.
    case stories([Story])
    case rejected(Rejection)
    /// What cannot be moved away and is met at every scan (a FIFO, a link, a device): sighted
    /// once per `identity`, its path and inode.
    case refused(Rejection, identity: String)
  }

  package var provenance: Provenance
  package var outcome: Outcome
  /// Members of an archive that became no story, in its order.
  package var lost: [LostMember] = []
  /// What a feed says of itself, for its poller; nil where the bytes were no feed.
  package var feed: FeedInfo?
  /// Whether a polled feed broke off before its end; its last entry is then not among the stories.
  package var breaksOff = false

  package init(provenance: Provenance, outcome: Outcome) {
    self.provenance = provenance
    self.outcome = outcome
  }
}
