/// Which parts of a vendor's XML are which parts of a story: XPath expressions, checked for what can
/// be told without a document.
package struct MappingConfiguration: Sendable, Equatable {
  package var name: String
  /// The local name of the root element.
  package var root: String
  package var namespace: String?
  /// What each story is; nil: the root element.
  package var item: String?
  /// Prefixes, and what each stands for.
  package var namespaces: [String: String] = [:]
  /// By the keys of `fieldDocs`; of several paths the first that finds something counts.
  package var fields: [String: [String]] = [:]

  package init(name: String, root: String) {
    self.name = name
    self.root = root
  }

  /// The fields that a mapping may fill, each with its sentence.
  static let fieldDocs: [(name: String, doc: String)] = [
    ("id", "The story's identity, which stays the same through all its revisions."),
    ("version", "The number of this revision."),
    ("status", "What is to be done with it: usable, withheld, canceled (killed) or correction."),
    ("follows", "The ids of earlier stories whose place it takes."),
    ("url", "Its address on the web."),
    ("headline", "The main headline."),
    ("subheadline", "Headlines beside it."),
    ("slugline", "The words under which the desk files it."),
    ("byline", "Who wrote it, as it is to be printed."),
    ("located", "The place of the dateline."),
    ("summary", "What it is about, in short."),
    ("body", "The text: an element with markup in it, or a node for each paragraph."),
    ("language", "The language of the text, such as en or de-CH."),
    ("published", "When it was published first."),
    ("updated", "When this revision was made."),
    ("embargo", "Until when it must not be published."),
    ("urgency", "From 1, most urgent, to 9."),
    ("subjects", "What it is about: a code or name each."),
    ("subject_name", "From a subject's node on: what its code means."),
    ("subject_scheme", "From a subject's node on, or a text in quotes: whose code it is."),
    ("keywords", "Keywords, one by one or parted by commas."),
    ("genre", "What kind of text it is: a name each."),
    ("source", "Who it comes from: a name each."),
    ("copyright", "The notice of copyright."),
    ("usage_terms", "What may be done with it."),
    ("ed_note", "Notes to editors, which are no part of the text."),
    ("picture", "A node for each picture; alone, its text is the address."),
    ("picture_url", "From a picture's node on: its address."),
    ("picture_caption", "From a picture's node on: its caption."),
    ("picture_credit", "From a picture's node on: whose it is."),
    ("rendition", "From a picture's node on: a node for each of its sizes."),
    ("rendition_url", "From a rendition's node on: its address; else the node's text."),
    ("rendition_name", "From a rendition's node on: what it is called, such as thumbnail."),
  ]
}

/// What is wrong with an XPath expression, and what to write instead.
package struct PathFlaw: Sendable {
  package let message: String
  package let mend: String

  package init(message: String, mend: String) {
    self.message = message
    self.mend = mend
  }
}

/// Finds what is wrong with an expression; the prefixes are those that it may use. This module knows
/// no XPath: whoever reads a configuration brings it.
package typealias PathCheck = @Sendable (_ path: String, _ prefixes: Set<String>) -> PathFlaw?
