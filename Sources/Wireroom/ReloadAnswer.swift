internal import Newsroom

/// What came of the wish to have the configuration read again.
package struct ReloadAnswer: Sendable, Equatable {
  /// Why it is not in force, or not whole; nil: it is.
  package let reason: String?

  init(reason: String?) { self.reason = reason }

  /// `{"in_force":true,"reason":null}` without a newline.
  var line: [UInt8] {
    var json = JSONWriter(reserving: 256)
    json.beginObject()
    json.key("in_force")
    json.bool(reason == nil)
    json.nullable("reason", reason)
    json.endObject()
    return json.take()
  }

  /// Reads such a line; nil where it is none.
  package init?(line: [UInt8]) {
    guard let json = try? JSONValue.parse(line), json["in_force"] != nil else { return nil }
    reason = json["reason"]?.stringValue
  }
}
