/// Collects every mistake of one reading.
struct Mistakes {
  /// Nobody mends more at a time, and a hostile file could make a hundred thousand.
  static let most = 100

  let file: String
  private(set) var errors: [ConfigurationError] = []
  private var unlisted = 0

  init(file: String) { self.file = file }

  /// What is added now is only counted: the work for a good message may be saved.
  var isFull: Bool { errors.count >= Self.most }

  mutating func add(_ origin: Origin, _ message: String, mend: String) {
    guard !isFull else { return count() }
    switch origin {
    case .place(let line, let column):
      errors.append(
        ConfigurationError(
          file: file, line: line, column: column, message: message, mend: mend))
    case .variable(let name):
      errors.append(ConfigurationError(file: name, message: message, mend: mend))
    }
  }

  /// Takes note of a mistake that will not be listed.
  mutating func count() { unlisted += 1 }

  /// Throws if there is a mistake in one of several files: in the order of each, the environment's
  /// after it.
  static func throwIfAny(_ all: Mistakes...) throws(ConfigurationErrors) {
    let errors = all.flatMap(\.sorted)
    guard errors.isEmpty else { throw ConfigurationErrors(errors) }
  }

  /// In the order of the file, the environment's after it.
  private var sorted: [ConfigurationError] {
    var sorted = errors.sorted {
      let (a, b) = ($0.line > 0 ? $0.line : .max, $1.line > 0 ? $1.line : .max)
      return (a, $0.column, $0.file, $0.message) < (b, $1.column, $1.file, $1.message)
    }
    if unlisted > 0 {
      sorted.append(
        ConfigurationError(
          file: file, message: "\(unlisted) more mistakes are not listed",
          mend: "mend these first"))
    }
    return sorted
  }
}

extension Mistakes {
  /// What libyaml could not read, with the mend for the mistakes that people make.
  mutating func add(syntax problem: YAMLProblem, _ source: Source) {
    let place = Origin.place(line: problem.line, column: problem.column)
    if source.scalar(line: problem.line, column: problem.column) == "\t" {
      add(place, "a tab stands in the indentation", mend: "indent with spaces")
      return
    }
    var message = "this is not YAML: \(problem.problem)"
    if let context = problem.context {
      message += " \(context.what)"
      if (context.line, context.column) != (problem.line, problem.column) {
        message += " that begins at \(context.line):\(context.column)"
      }
    }
    let isEntry = source.scalar(line: problem.line, column: problem.column) == "-"
    if isEntry, problem.problem == "did not find expected key" {
      let mend = "delete the [] behind the key above, whose list is said to be empty"
      add(place, message, mend: mend)
      return
    }
    add(place, message, mend: Self.mend(of: problem))
  }

  private static func mend(of problem: YAMLProblem) -> String {
    switch problem.problem {
    case "mapping values are not allowed in this context":
      "put text that holds ': ' in quotes, or begin the key on a line of its own"
    case "did not find expected key":
      "indent the keys of one group alike, one 'key: value' to a line"
    case "did not find expected '-' indicator":
      "indent the '- ' of one list alike"
    case "could not find expected ':'":
      "put ': ' behind the key"
    case "did not find expected ',' or ']'":
      "close the list with ']'"
    case "did not find expected ',' or '}'":
      "close the group with '}'"
    case "found unexpected end of stream":
      "close the quote"
    case "found character that cannot start any token":
      "put the value in quotes"
    case "found unknown escape character":
      "write '\\\\' for a backslash, or use single quotes"
    case "block sequence entries are not allowed in this context":
      "begin the list on the line below its key"
    case "found incompatible YAML document":
      "delete the line '%YAML …'"
    default:
      "look at the lines just above too: a missing quote, colon or space is the usual cause"
    }
  }
}
