internal import CLibXML2

/// libxml2's process-wide state, set up once before the first parser.
enum LibXML {
  /// Touch it before any call: the first touch initialises the library, and closes the one door by
  /// which a document could make it open files or sockets. Never undone: `xmlCleanupParser` is not
  /// safe while any thread may still parse.
  static let ready: Void = {
    xmlInitParser()
    unsafe xmlSetExternalEntityLoader { _, _, _ in nil }
  }()
}
