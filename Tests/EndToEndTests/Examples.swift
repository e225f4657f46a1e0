import Testing

/// The fenced blocks of a page, as a reader would copy them.
enum Examples {
  /// The block of that language which holds `mark`.
  static func block(
    of page: String, _ language: String, holding mark: String
  ) throws -> String {
    var blocks: [(language: String, text: String)] = []
    var open: (language: String, text: String)?
    for line in try Files.text("\(Product.root)/\(page)").split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(block)
          open = nil
        } else {
          open = (String(line.dropFirst(3)), "")
        }
      } else if open != nil {
        open?.text += line + "\n"
      }
    }
    let found = blocks.first { $0.language == language && $0.text.contains(mark) }
    return try #require(found?.text, "\(page) has no \(language) block with \(mark)")
  }
}
