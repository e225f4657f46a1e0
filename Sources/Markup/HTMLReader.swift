internal import CLibXML2
package import Newsroom

/// libxml2's HTML parser, kept for the fragments of one document: a context costs more than a short
/// fragment. Its events go to an `HTMLWalk` as they come; no tree is built. A fragment in which
/// libxml2 would change nothing goes there by itself (`HTMLShortcut`).
///
/// A whole page will come by the same way: `HTMLSource`, `parse`, and a walk of its own.
///
/// Not `Sendable`: one reader belongs to one worker.
@safe package final class HTMLReader {
  private var context: htmlParserCtxtPtr?
  private var source = HTMLSource(into: HTMLRewriter())
  private var shortcut = HTMLSource(into: HTMLShortcut())
  private var fragments = 0
  /// The fragments of one document mostly have one base.
  private var lastBase: String?
  private var cleanBase: String?
  /// False: libxml2 reads every fragment, for a test to compare with.
  var takesShortcut = true
  private(set) var tookShortcut = false

  /// Browsers stop here too; and libxml2 looks through the open elements at each end tag.
  private static let maximumDepth: Int32 = 512
  /// The context's dictionary only grows; what mistyped names leave in it does not pile up.
  private static let fragmentsPerContext = 20_000

  package init() {}

  deinit { unsafe htmlFreeParserCtxt(context) }

  /// What `html`, a fragment of markup, yields. `base` is the address its links are relative to.
  package func fragment(_ html: String, base: String? = nil) -> HTMLFragment {
    fragment(utf8: Array(html.utf8), base: base)
  }

  /// The same from bytes that are UTF-8, or nearly so: what is not becomes U+FFFD.
  package func fragment(bytes: [UInt8], base: String? = nil) -> HTMLFragment {
    fragment(String(decoding: bytes, as: UTF8.self), base: base)
  }

  /// What a piece of a source's text yields: `isDeclared` says that it is HTML and escaped as often
  /// as it should be.
  package func fragment(_ text: SourceText) -> HTMLFragment { fragment(text, isTextOnly: false) }

  /// Its words alone: paragraphs parted by a blank line, as UTF-8.
  package func words(_ text: SourceText) -> [UInt8] {
    fragment(text, isTextOnly: true).textBytes
  }

  private func fragment(_ text: SourceText, isTextOnly: Bool) -> HTMLFragment {
    text.isDeclared
      ? fragment(utf8: text.utf8, base: text.base, isTextOnly: isTextOnly)
      : fragment(escaped: text.utf8, base: text.base, isTextOnly: isTextOnly)
  }

  func fragment(
    utf8 html: [UInt8], base: String?, isTextOnly: Bool = false
  ) -> HTMLFragment {
    HTMLText.hasBracket(html)
      ? parsed(HTMLText.repaired(html), base: base, isTextOnly: isTextOnly)
      : HTMLFragment(plain: Entities.unescape(html))
  }

  /// What a feed's text of the type `html` yields. Where it holds no `<` it may have been escaped
  /// once or twice too often: it is unescaped until markup appears.
  func fragment(
    escaped text: [UInt8], base: String? = nil, isTextOnly: Bool = false
  ) -> HTMLFragment {
    var text = text
    for _ in 0..<2 where !HTMLText.hasBracket(text) { text = Entities.unescape(text) }
    return HTMLText.hasBracket(text)
      ? parsed(HTMLText.repaired(text), base: base, isTextOnly: isTextOnly)
      : HTMLFragment(plain: text)
  }

  private func parsed(_ bytes: [UInt8], base: String?, isTextOnly: Bool) -> HTMLFragment {
    if base != lastBase {
      lastBase = base
      cleanBase = HTMLAddress.base(base)
    }
    tookShortcut = takesShortcut && takeShortcut(bytes, isTextOnly)
    if tookShortcut {
      return HTMLFragment(
        &shortcut.sink.walk, removedActiveContent: shortcut.hasActiveContent)
    }
    source.read(bytes.span)
    source.sink.finish()
    shortcut.sink.walk.begin(base: cleanBase, isTextOnly: isTextOnly)
    guard !source.exceedsCaps, parse() else {
      return HTMLFragment(plain: Array(HTMLText.stripped(bytes).utf8), exceededCaps: true)
    }
    return HTMLFragment(&shortcut.sink.walk, removedActiveContent: source.hasActiveContent)
  }

  /// Whether the fragment was one for which libxml2 is not needed.
  private func takeShortcut(_ bytes: [UInt8], _ isTextOnly: Bool) -> Bool {
    shortcut.sink.walk.begin(base: cleanBase, isTextOnly: isTextOnly)
    shortcut.read(bytes.span)
    return !shortcut.exceedsCaps && shortcut.sink.finish()
  }

  /// Whether libxml2 read the source to its end.
  private func parse() -> Bool {
    guard let context = unsafe prepared(), let length = Int32(exactly: source.sink.bytes.count)
    else {
      return false
    }
    let buffer = unsafe source.sink.bytes.withSpan { bytes in
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe bytes.withMemoryRebound(to: CChar.self) {
          unsafe xmlParserInputBufferCreateMem($0.baseAddress, length, XML_CHAR_ENCODING_NONE)
        }
      }
    }
    guard let buffer = unsafe buffer else { return false }
    guard let input = unsafe xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_NONE) else {
      unsafe xmlFreeParserInputBuffer(buffer)
      return false
    }
    guard unsafe inputPush(context, input) >= 0 else {
      unsafe xmlFreeInputStream(input)
      return false
    }
    // The bytes are UTF-8 whatever a <meta> inside may say.
    unsafe xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
    // The walk is reached through the context while, and only while, this call lasts.
    unsafe context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    _ = unsafe htmlParseDocument(context)
    unsafe context.pointee.userData = nil
    // Set by whatever ends a parse early: our own stop, or no memory.
    return unsafe context.pointee.disableSAX == 0
  }

  /// The context, fresh for a fragment.
  private func prepared() -> htmlParserCtxtPtr? {
    fragments += 1
    if fragments % Self.fragmentsPerContext == 0 {
      unsafe htmlFreeParserCtxt(context)
      unsafe context = nil
    }
    if let context = unsafe context {
      unsafe htmlCtxtReset(context)
      return unsafe context
    }
    LibXML.ready
    guard let context = unsafe htmlNewParserCtxt() else { return nil }
    let options =
      HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
      | HTML_PARSE_NONET.rawValue | HTML_PARSE_COMPACT.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
    _ = unsafe htmlCtxtUseOptions(context, Int32(options))
    unsafe context.pointee.sax.pointee = Self.events
    unsafe self.context = context
    return unsafe context
  }

  /// Elements and text; no documents, comments, instructions, errors.
  private static var events: xmlSAXHandler {
    var handler = unsafe xmlSAXHandler()
    unsafe handler.startElement = { data, name, attributes in
      guard let reader = unsafe HTMLReader.of(data), let name = unsafe name else { return }
      unsafe reader.start(name, attributes)
    }
    unsafe handler.endElement = { data, name in
      guard let reader = unsafe HTMLReader.of(data), let name = unsafe name,
        let element = unsafe HTMLElement.named[HTMLName(cString: name)]
      else { return }
      reader.shortcut.sink.walk.end(element)
    }
    unsafe handler.characters = { data, text, length in
      guard let reader = unsafe HTMLReader.of(data), let text = unsafe text, length > 0 else {
        return
      }
      reader.shortcut.sink.walk.characters(unsafe Span(_unsafeStart: text, count: Int(length)))
    }
    unsafe handler.ignorableWhitespace = handler.characters
    unsafe handler.cdataBlock = handler.characters
    return unsafe handler
  }

  private static func of(_ data: UnsafeMutableRawPointer?) -> HTMLReader? {
    guard let data = unsafe data else { return nil }
    return unsafe Unmanaged<HTMLReader>.fromOpaque(data).takeUnretainedValue()
  }

  private func start(
    _ name: UnsafePointer<UInt8>, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  ) {
    guard let context = unsafe context else { return }
    if unsafe context.pointee.nameNr > Self.maximumDepth {
      unsafe xmlStopParser(context)
      return
    }
    guard let element = unsafe HTMLElement.named[HTMLName(cString: name)] else { return }
    shortcut.sink.walk.attributes.removeAll()
    if var pair = unsafe attributes {
      while let name = unsafe pair.pointee {
        if let attribute = unsafe HTMLAttribute.named[HTMLName(cString: name)] {
          let value = unsafe pair[1]
          let length = unsafe value.map { unsafe Int(xmlStrlen($0)) } ?? 0
          shortcut.sink.walk.attributes.append(
            attribute, unsafe Span(_unsafeStart: value ?? name, count: length))
        }
        unsafe pair += 2
      }
    }
    shortcut.sink.walk.start(element)
  }
}

extension HTMLName {
  /// A name that ends with a zero byte. What is longer than any name we know equals none of them.
  init(cString: UnsafePointer<UInt8>) {
    self.init()
    var i = 0
    while unsafe cString[i] != 0, unsafe append(cString[i]) { i += 1 }
  }
}
