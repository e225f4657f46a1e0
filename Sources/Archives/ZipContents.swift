internal import CPlatform
internal import Newsroom

/// What a zip says of itself without being unpacked.
enum ZipContents {
  /// Throws `too-many-members` before libarchive makes an entry in memory for each, and
  /// `unknown-format` for documents whose format is a zip: their parts are no stories.
  static func check(_ bytes: [UInt8], members: Int) throws(Rejection) {
    if let document = document(bytes) {
      throw Rejection(
        code: "unknown-format",
        detail: "It is \(document), which no parser here reads. Save it as text, HTML or XML.",
        format: Format(rawValue: "zip"))
    }
    // The mark of an entry of its table of contents. Zips inside of it count with it, and what is
    // compressed has the mark by chance once in 4 GB.
    if bytes.occurrences(of: [0x50, 0x4B, 0x01, 0x02], atMost: members + 1) > members {
      throw ArchiveBudget.tooMany(members)
    }
  }

  private static func document(_ bytes: [UInt8]) -> String? {
    // The first name in it stands behind a header of 30 bytes.
    let head = bytes.dropFirst(30)
    if head.starts(with: "mimetype".utf8) { return "an OpenDocument file or an e-book" }
    if bytes.occurrences(of: Array("[Content_Types].xml".utf8), atMost: 1) > 0 {
      return "an Office document"
    }
    if head.starts(with: "META-INF/".utf8) { return "a Java archive" }
    return nil
  }
}

extension [UInt8] {
  /// How often `mark` stands in the bytes; no more than `most` are looked for.
  fileprivate func occurrences(of mark: [UInt8], atMost most: Int) -> Int {
    unsafe withUnsafeBytes { hay in
      unsafe mark.withUnsafeBytes { needle in
        guard var at = hay.baseAddress, let sought = needle.baseAddress else {
          return 0
        }
        let end = unsafe at + hay.count
        var count = 0
        while count < most, let found = unsafe wr_find(at, end - at, sought, needle.count) {
          count += 1
          unsafe at = found + needle.count
        }
        return count
      }
    }
  }
}
