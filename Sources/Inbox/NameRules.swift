import Newsroom

/// Which names are no stories, and how a name makes room: pure rules on bytes.
enum NameRules {
  /// What the inbox itself keeps in its top directory.
  static let claim = BytePath(".claim")
  static let done = BytePath("_done")
  static let failed = BytePath("_failed")
  /// Stands beside a failed file and says why.
  static let reasonSuffix = Array(".reason.json".utf8)

  private static let unfinished = [".part", ".filepart", ".tmp", "~"].map { Array($0.utf8) }

  /// Dotfiles, and what transfer programs and editors call a file that they have not finished.
  static func isIgnored(_ name: BytePath) -> Bool {
    name.bytes.first == UInt8(ascii: ".") || unfinished.contains { name.hasSuffix($0) }
  }

  /// `story.xml` with the id before its extension: `story.<id>.xml`. It is what a file is called
  /// whose own name is taken, or leaves less than `room` bytes free: unique at the first attempt,
  /// however many files of one name a day brings, and it names the record.
  static func distinct(_ name: BytePath, id: String, room: Int = 0) -> BytePath {
    var stem = name.bytes[...]
    var ending: ArraySlice<UInt8> = []
    // A long "extension" is part of the name: a sentence with a full stop in it.
    if let dot = stem.lastIndex(of: UInt8(ascii: ".")), dot > stem.startIndex,
      stem.endIndex - dot <= 16
    {
      ending = stem[dot...]
      stem = stem[..<dot]
    }
    let tag = [UInt8(ascii: ".")] + Array(id.utf8)
    let limit = max(1, BytePath.longestName - room - tag.count - ending.count)
    return BytePath(cut(stem, to: limit) + tag + ending)
  }

  /// At most `limit` bytes, no UTF-8 sequence cut in two.
  private static func cut(_ bytes: ArraySlice<UInt8>, to limit: Int) -> ArraySlice<UInt8> {
    guard bytes.count > limit else { return bytes }
    var end = bytes.startIndex + limit
    while end > bytes.startIndex + 1, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return bytes[..<end]
  }

  /// The source that a path below the inbox belongs to: that of the longest directory named.
  static func source(of path: BytePath, in settings: InboxSettings) -> String {
    guard !settings.sources.isEmpty else { return settings.source }
    for directory in path.directory.prefixes.reversed() {
      // A key of the configuration is text; a directory that is not UTF-8 has none.
      if let text = String(validating: directory.bytes, as: UTF8.self),
        let source = settings.sources[text]
      {
        return source
      }
    }
    return settings.source
  }
}

extension BytePath {
  /// The marker of a file: `story.xml.done`.
  func marked(_ marker: String) -> BytePath { BytePath(bytes + Array(marker.utf8)) }
}

/// Where a claimed file lies below `.claim/`. The name alone tells, after any crash, under which
/// id it was claimed and where it came from; nothing else is kept, no attribute, no journal.
///
///     .claim/<directories as in the inbox>/<id>.<name>
///     .claim/<directories as in the inbox>/.<id>/<name>     where id and name pass 255 bytes
///
/// No directory of the inbox that is scanned begins with a dot, so the two are never confused.
enum ClaimPlace {
  static func make(id: String, path: BytePath) -> BytePath {
    let name = path.name
    let tag = Array(id.utf8)
    if tag.count + 1 + name.count <= BytePath.longestName {
      return path.directory.appending(BytePath(tag + [UInt8(ascii: ".")] + name.bytes))
    }
    return path.directory.appending(BytePath([UInt8(ascii: ".")] + tag)).appending(name)
  }

  /// The id and the path below the inbox that a place stands for; nil where no id is in it.
  static func read(_ place: BytePath) -> (id: String, path: BytePath)? {
    let directory = place.directory
    if let id = holderID(directory.name) {
      return (id, directory.directory.appending(place.name))
    }
    let name = place.name.bytes
    let dot = name.startIndex + DeliveryID.length
    guard dot + 1 < name.endIndex, name[dot] == UInt8(ascii: "."),
      let id = validID(name[..<dot])
    else { return nil }
    return (id, directory.appending(BytePath(name[(dot + 1)...])))
  }

  /// The id of a directory `.<id>` that was made for one long name; nil for any other name.
  static func holderID(_ name: BytePath) -> String? {
    guard name.bytes.first == UInt8(ascii: ".") else { return nil }
    return validID(name.bytes.dropFirst())
  }

  private static func validID(_ bytes: ArraySlice<UInt8>) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self), DeliveryID.isValid(text) else {
      return nil
    }
    return text
  }
}
