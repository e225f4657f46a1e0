import Newsroom

@testable import Formats

/// A document's drafts, for tests.
struct Parsed {
  var info: DocumentInfo
  var drafts: [Draft] = []

  init(_ bytes: [UInt8], url: String? = nil) throws {
    let delivery = Delivery(id: "1", route: .inbox, source: "desk", url: url, bytes: bytes)
    var drafts: [Draft] = []
    info = try Parsing.parse(delivery) { drafts.append($0) }
    self.drafts = drafts
  }

  init(_ text: String, url: String? = nil) throws { try self.init(Array(text.utf8), url: url) }
}

extension Draft {
  var paragraphs: [String] {
    blocks.compactMap { if case .paragraph(let text) = $0 { text } else { nil } }
  }

  var headings: [String] {
    blocks.compactMap { if case .heading(let text) = $0 { text } else { nil } }
  }

  func altIDs(_ role: String) -> [String] { altIDs.filter { $0.role == role }.map(\.value) }
}
