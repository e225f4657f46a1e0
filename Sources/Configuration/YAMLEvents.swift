internal import CYAML

/// What libyaml says of a document, piece by piece.
enum YAMLEvent {
  /// What may stand in front of a value: `&anchor`, `!tag`.
  struct Properties {
    let anchor: String?
    let tag: String?
  }

  case documentStart
  case alias(String)
  case scalar(Scalar, Properties)
  case sequenceStart(Properties)
  case mappingStart(Properties)
  /// Of a sequence or a mapping.
  case end
}

/// Why libyaml stopped. Lines and columns count from 1.
struct YAMLProblem {
  let problem: String
  let line: Int
  let column: Int
  /// What was being read, and where it began: "while scanning a quoted scalar".
  let context: (what: String, line: Int, column: Int)?
}

/// Gives `body` each event of `bytes` with its line and column (from 1) until the end, or until
/// it answers false. Returns what libyaml could not read, if anything.
func forEachYAMLEvent(
  in bytes: [UInt8], _ body: (YAMLEvent, _ line: Int, _ column: Int) -> Bool
) -> YAMLProblem? {
  // On the heap, since libyaml keeps a pointer into it.
  let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  defer { unsafe parser.deallocate() }
  guard unsafe yaml_parser_initialize(parser) == 1 else { return unsafe problem(of: parser) }
  defer { unsafe yaml_parser_delete(parser) }
  return unsafe bytes.withUnsafeBufferPointer { input in
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    while true {
      var event = unsafe yaml_event_t()
      guard unsafe yaml_parser_parse(parser, &event) == 1 else {
        return unsafe problem(of: parser)
      }
      defer { unsafe yaml_event_delete(&event) }
      if unsafe event.type == YAML_STREAM_END_EVENT { return nil }
      guard let seen = unsafe translate(event) else { continue }
      let mark = unsafe event.start_mark
      guard body(seen, mark.line + 1, mark.column + 1) else { return nil }
    }
  }
}

private func translate(_ event: yaml_event_t) -> YAMLEvent? {
  switch unsafe event.type {
  case YAML_DOCUMENT_START_EVENT:
    return .documentStart
  case YAML_ALIAS_EVENT:
    return unsafe .alias(text(event.data.alias.anchor) ?? "")
  case YAML_SCALAR_EVENT:
    let scalar = unsafe event.data.scalar
    let value = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    return unsafe .scalar(
      Scalar(
        text: String(decoding: value, as: UTF8.self),
        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE),
      .init(anchor: text(scalar.anchor), tag: text(scalar.tag)))
  case YAML_SEQUENCE_START_EVENT:
    let start = unsafe event.data.sequence_start
    return unsafe .sequenceStart(.init(anchor: text(start.anchor), tag: text(start.tag)))
  case YAML_MAPPING_START_EVENT:
    let start = unsafe event.data.mapping_start
    return unsafe .mappingStart(.init(anchor: text(start.anchor), tag: text(start.tag)))
  case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
    return .end
  default:
    return nil
  }
}

private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
  unsafe pointer.map { unsafe String(cString: $0) }
}

private func problem(of parser: UnsafeMutablePointer<yaml_parser_t>) -> YAMLProblem {
  let context: (String, Int, Int)? = unsafe parser.pointee.context.map {
    let mark = unsafe parser.pointee.context_mark
    return unsafe (String(cString: $0), mark.line + 1, mark.column + 1)
  }
  let mark = unsafe parser.pointee.problem_mark
  return YAMLProblem(
    problem: unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "out of memory",
    line: mark.line + 1, column: mark.column + 1, context: context)
}
