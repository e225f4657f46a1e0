/// One mistake in the configuration: where it is, what it is, and how to mend it.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as it was named to us, or the environment variable that holds the mistake.
  package let file: String
  /// Counted from 1; 0 where there is no line: a variable, a file that cannot be read.
  package let line: Int
  /// In characters, counted from 1; 0 where there is no line.
  package let column: Int
  /// What is wrong, with the words that are wrong.
  package let message: String
  /// What to do about it.
  package let mend: String

  package init(file: String, line: Int = 0, column: Int = 0, message: String, mend: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.mend = mend
  }

  /// `wireroom.yaml:7:3: unknown key 'inbx'; did you mean 'inboxes'?`
  package var description: String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    return "\(place): \(message); \(mend)"
  }
}

/// Every mistake found in one reading, in the order of the file, the environment's last.
package struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// Never empty.
  package let errors: [ConfigurationError]

  package init(_ errors: [ConfigurationError]) { self.errors = errors }

  /// The daemon does not start with a wrong configuration: `EX_CONFIG` of sysexits.h.
  package static let exitCode: Int32 = 78

  /// One line for each mistake.
  package var description: String {
    errors.map(\.description).joined(separator: "\n")
  }
}

/// `text` in quotes for a message.
func quoted(_ text: String) -> String { "'\(shown(text))'" }

/// `text` as a message shows it: short, and with nothing in it that a terminal obeys or an eye
/// does not see.
func shown(_ text: String) -> String {
  let longest = 60
  var shown = ""
  for scalar in text.unicodeScalars.prefix(longest) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      shown += hexadecimal(scalar)
    case .spaceSeparator where scalar != " ":
      shown += hexadecimal(scalar)
    default:
      shown.unicodeScalars.append(scalar)
    }
  }
  if text.unicodeScalars.dropFirst(longest).first != nil { shown += "…" }
  return shown
}

/// `U+00A0` and the like, in angle brackets.
func hexadecimal(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return "<U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + ">"
}
