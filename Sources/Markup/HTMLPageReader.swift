internal import CLibXML2

/// libxml2's HTML parser on a whole page; its events grow an `HTMLDocument`.
@safe final class HTMLPageReader {
  private(set) var document: HTMLDocument
  private var context: htmlParserCtxtPtr?

  /// The source is no deeper than that; what ends itself may pile up all the same.
  private static let maximumDepth: Int32 = 1024

  init(_ document: HTMLDocument) { self.document = document }

  deinit { unsafe htmlFreeParserCtxt(context) }

  /// Reads the page (UTF-8, from `HTMLPageSource`) into `document`. False where it was not read to
  /// its end.
  func read(_ bytes: [UInt8]) -> Bool {
    LibXML.ready
    guard let length = Int32(exactly: bytes.count), let context = unsafe htmlNewParserCtxt() else {
      return false
    }
    unsafe self.context = context
    let options =
      HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
      | HTML_PARSE_NONET.rawValue | HTML_PARSE_COMPACT.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
    _ = unsafe htmlCtxtUseOptions(context, Int32(options))
    unsafe context.pointee.sax.pointee = Self.events
    let buffer = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) {
        unsafe xmlParserInputBufferCreateMem($0.baseAddress, length, XML_CHAR_ENCODING_NONE)
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
    // The document is reached through the context while, and only while, this call lasts.
    unsafe context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    _ = unsafe htmlParseDocument(context)
    unsafe context.pointee.userData = nil
    return unsafe context.pointee.disableSAX == 0
  }

  private static var events: xmlSAXHandler {
    var handler = unsafe xmlSAXHandler()
    unsafe handler.startElement = { data, name, attributes in
      guard let reader = unsafe HTMLPageReader.of(data), let name = unsafe name else { return }
      unsafe reader.start(name, attributes)
    }
    unsafe handler.endElement = { data, name in
      guard let reader = unsafe HTMLPageReader.of(data), let name = unsafe name,
        let element = unsafe HTMLElement.named[HTMLName(cString: name)]
      else { return }
      reader.document.end(element)
    }
    unsafe handler.characters = { data, text, length in
      guard let reader = unsafe HTMLPageReader.of(data), let text = unsafe text, length > 0 else {
        return
      }
      reader.document.characters(unsafe Span(_unsafeStart: text, count: Int(length)))
    }
    unsafe handler.ignorableWhitespace = handler.characters
    unsafe handler.cdataBlock = handler.characters
    return unsafe handler
  }

  private static func of(_ data: UnsafeMutableRawPointer?) -> HTMLPageReader? {
    guard let data = unsafe data else { return nil }
    return unsafe Unmanaged<HTMLPageReader>.fromOpaque(data).takeUnretainedValue()
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
    document.start(element)
    guard var pair = unsafe attributes else { return }
    while let name = unsafe pair.pointee {
      if let attribute = unsafe HTMLPageAttribute.named[HTMLName(cString: name)] {
        let value = unsafe pair[1]
        let length = unsafe value.map { unsafe Int(xmlStrlen($0)) } ?? 0
        document.attribute(attribute, unsafe Span(_unsafeStart: value ?? name, count: length))
      }
      unsafe pair += 2
    }
  }
}
