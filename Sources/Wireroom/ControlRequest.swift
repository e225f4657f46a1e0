internal import Newsroom

/// What can be asked over the control socket: one line of JSON, `{"command":"status"}`.
package enum ControlRequest: String, Sendable, CaseIterable {
  /// How the daemon does: answered by the JSON of `wireroom status --json`.
  case status

  /// The line that asks it.
  package var line: [UInt8] { Array("{\"command\":\"\(rawValue)\"}\n".utf8) }

  /// Reads a line, without its newline.
  package init(line: [UInt8]) throws(ControlRefusal) {
    let json: JSONValue
    do throws(JSONValue.Malformed) {
      json = try JSONValue.parse(line, maxDepth: 4)
    } catch {
      throw ControlRefusal(code: "malformed", detail: "The request is no line of JSON.")
    }
    guard let command = json["command"]?.stringValue else {
      throw ControlRefusal(code: "malformed", detail: "The request has no command.")
    }
    guard let request = ControlRequest(rawValue: command) else {
      let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw ControlRefusal(
        code: "unknown-command", detail: "There is no such command; there is: \(known).")
    }
    self = request
  }
}

/// Why a request gets no answer but this: `{"error":"<code>","detail":"…"}`.
package struct ControlRefusal: Error, Hashable, Sendable {
  /// A stable kebab-case code.
  package let code: String
  package let detail: String

  /// With its newline.
  package var line: [UInt8] {
    var json = JSONWriter(reserving: 128)
    json.beginObject()
    json.member("error", code)
    json.member("detail", detail)
    json.endObject()
    return json.take() + [0x0A]
  }
}
