internal import CPlatform
internal import CopyDesk
internal import Glibc
internal import Identity
package import Newsroom

/// What somebody wants to know the fate of.
package enum TraceQuery: Sendable, Equatable {
  /// A record, by its number in the stories' log.
  case seq(UInt64)
  /// A content, title or raw hash.
  case hash(Digest)
  case delivery(String)
  /// A web address, as it is compared: `CleanURL.key`.
  case address(key: String)
  /// A uri, or a file's name or the end of its path.
  case words(String)
  /// A file that is there: the hash of its bytes, and of each story in it.
  case file(path: String, raw: Digest, contents: [Digest])

  /// Takes a word of the command line for what it looks like: digits are a seq, 64 hexadecimal
  /// digits (`nc1:`, `nt1:` or `sha256:` before them or not) a hash, 26 characters of an id a
  /// delivery, `http…` an address, the path of a file that is there that file; anything else is a
  /// uri or a name. (`./12` is a file called 12.) `mappings`: by which XML of no known format is read.
  package init(
    _ word: String, mappings: [XMLMapping] = []
  ) throws(FileReading.Failure) {
    if let seq = UInt64(word), seq > 0 {
      self = .seq(seq)
    } else if let digest = Self.digest(word) {
      self = .hash(digest)
    } else if DeliveryID.isValid(word) {
      self = .delivery(word)
    } else if word.hasPrefix("http://") || word.hasPrefix("https://") {
      self = .address(key: CleanURL.key(word))
    } else if Self.isFile(word) {
      self = try Self.file(word, mappings)
    } else {
      self = .words(word)
    }
  }

  private static func digest(_ word: String) -> Digest? {
    let digits = word.split(separator: ":", maxSplits: 1).last ?? ""
    guard
      digits.count == word.count || ["nc1", "nt1", "sha256"].contains(word.prefix { $0 != ":" })
    else { return nil }
    return Digest(hex: digits.lowercased())
  }

  private static func isFile(_ path: String) -> Bool {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
  }

  private static func file(
    _ path: String, _ mappings: [XMLMapping]
  ) throws(FileReading.Failure) -> TraceQuery {
    let bytes = try FileReading.read(path, limit: 1 << 30)
    let submission = Normaliser(writesHTML: false, mappings: mappings).submission(
      for: Delivery(id: "", route: .ingest, source: "trace", name: path, bytes: bytes))
    var contents: [Digest] = []
    if case .stories(let stories) = submission.outcome { contents = stories.map(\.content) }
    return .file(
      path: path, raw: submission.provenance.digest ?? .zero, contents: Array(contents.prefix(64)))
  }

  /// Bytes of which one at least stands in each line that `matches`.
  var needles: [[UInt8]] {
    switch self {
    case .seq: []
    case .hash(let digest): [Array(digest.hex.utf8)]
    case .delivery(let id): [Array("\"\(id)\"".utf8)]
    case .address(let key): [Self.escaped(String(key.prefix { $0 != "?" && $0 != "#" }))]
    case .words(let words): [Self.escaped(words)]
    case .file(_, let raw, let contents): ([raw] + contents).map { Array($0.hex.utf8) }
    }
  }

  /// Whether a line is one that was asked for: a needle may stand in a text that only speaks of it.
  func matches(_ line: TracedLine) -> Bool {
    switch self {
    case .seq(let seq): line.log == .stories && line.seq == seq
    case .hash(let digest): line.hashes.contains(digest)
    case .delivery(let id): line.delivery == id
    case .address(let key):
      [line.url, line.uri, line.fetchedFrom].contains { $0.map { CleanURL.key($0) } == key }
    case .words(let words):
      line.uri == words
        || [line.name, line.member].contains { $0 == words || $0?.hasSuffix("/" + words) == true }
    case .file(_, let raw, let contents):
      line.hashes.contains(raw) || contents.contains { line.hashes.contains($0) }
    }
  }

  /// As it stands between the quotes of a JSON string.
  static func escaped(_ text: String) -> [UInt8] {
    var json = JSONWriter(reserving: text.utf8.count + 16)
    json.string(text)
    return Array(json.take().dropFirst().dropLast())
  }
}
