package import Newsroom

/// What a fragment of markup (a feed's description, a mail's body) yields.
package struct HTMLFragment: Sendable {
  /// `html`, `text` and `identityText` as UTF-8: what goes into a line or a hash needs no String.
  package let htmlBytes: [UInt8]
  package let textBytes: [UInt8]
  package let identityBytes: [UInt8]
  /// Pictures, videos and sounds with an absolute address, in order.
  package let media: [Media]
  /// Whether something that runs was left out: a script, a handler, `javascript:`, an embedded page.
  package let removedActiveContent: Bool
  /// Whether it is too large or too deep to be parsed: then there is only text.
  package let exceededCaps: Bool

  /// Sanitised markup: elements and attributes of an article, addresses that run nothing, and
  /// nothing else. Well-formed; sanitising it again changes nothing.
  package var html: String { String(decoding: htmlBytes, as: UTF8.self) }
  /// The words: paragraphs parted by a blank line.
  package var text: String { String(decoding: textBytes, as: UTF8.self) }
  /// The words as they are hashed: canonical-text.md, step 2.
  package var identityText: String { String(decoding: identityBytes, as: UTF8.self) }

  /// Reads one fragment. For many, keep an `HTMLReader`.
  package init(_ html: String, base: String? = nil) {
    self = HTMLReader().fragment(utf8: Array(html.utf8), base: base)
  }

  /// Reads one feed text of the type `html`, which may be escaped too often.
  package init(escaped text: String, base: String? = nil) {
    self = HTMLReader().fragment(escaped: Array(text.utf8), base: base)
  }

  /// Text in which there is no markup: its lines stay as they are.
  init(plain: [UInt8], exceededCaps: Bool = false) {
    var text = HTMLText.repaired(plain)[...]
    while let first = text.first, first.isHTMLSpace { text.removeFirst() }
    while let last = text.last, last.isHTMLSpace { text.removeLast() }
    var writer = HTMLWriter()
    writer.text(Array(text).span)
    htmlBytes = writer.finish()
    textBytes = Array(text)
    identityBytes = textBytes
    media = []
    removedActiveContent = false
    self.exceededCaps = exceededCaps
  }

  init(_ walk: inout HTMLWalk, removedActiveContent: Bool) {
    htmlBytes = walk.writer.finish()
    textBytes = walk.text.finish()
    identityBytes = walk.identity.array
    media = walk.gallery.media
    self.removedActiveContent = removedActiveContent || walk.removedActiveContent
    exceededCaps = false
  }
}
