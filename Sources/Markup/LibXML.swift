internal import CICU
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

/// What a process that reads one document after the other asks of the C libraries.
package enum MemoryDemand {
  /// From now on a refused allocation ends the process: libxml2 and ICU would go on without what
  /// they could not hold, and a story would lose words that nobody misses. To be called before
  /// anything is parsed; false: too late for that.
  package static func insist() -> Bool {
    let isHeld = wr_xml_die_without_memory() == 0
    return wr_icu_die_without_memory() != 0 && isHeld
  }
}
