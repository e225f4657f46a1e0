internal import Newsroom

/// What can be asked over the control socket: one line of JSON, `{"command":"status"}`, for some
/// with a feed's name: `{"command":"poll","feed":"agency"}`.
package enum ControlRequest: Sendable, Hashable {
  /// How the daemon does: answered by the JSON of `wireroom status --json`.
  case status
  /// How each feed does: `{"feeds":[…]}`, each as `wireroom feeds list --json` shows it.
  case feeds
  /// Polls a feed as soon as its host allows: `{"feed":"agency","answer":"asked","after":0}`.
  case poll(String)
  /// Leaves a feed alone, over restarts too, or takes that back: `{"feed":"agency"}`.
  case pause(String)
  case resume(String)
  /// Reads the configuration again: `{"in_force":true,"reason":null}`.
  case reload

  static let commands = ["status", "feeds", "poll", "pause", "resume", "reload"]

  private var parts: (command: String, feed: String?) {
    switch self {
    case .status: ("status", nil)
    case .feeds: ("feeds", nil)
    case .poll(let feed): ("poll", feed)
    case .pause(let feed): ("pause", feed)
    case .resume(let feed): ("resume", feed)
    case .reload: ("reload", nil)
    }
  }

  /// The line that asks it.
  package var line: [UInt8] {
    var json = JSONWriter(reserving: 128)
    json.beginObject()
    json.member("command", parts.command)
    if let feed = parts.feed { json.member("feed", feed) }
    json.endObject()
    return json.take() + [0x0A]
  }

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
    func feed() throws(ControlRefusal) -> String {
      guard let name = json["feed"]?.stringValue else {
        throw ControlRefusal(code: "malformed", detail: "The request names no feed.")
      }
      return name
    }
    switch command {
    case "status": self = .status
    case "feeds": self = .feeds
    case "poll": self = .poll(try feed())
    case "pause": self = .pause(try feed())
    case "resume": self = .resume(try feed())
    case "reload": self = .reload
    default:
      let known = Self.commands.joined(separator: ", ")
      throw ControlRefusal(
        code: "unknown-command", detail: "There is no such command; there is: \(known).")
    }
  }
}

/// How a request is answered, a line without its newline.
package enum ControlReply: Sendable {
  /// At once, on the socket's own thread.
  case now([UInt8])
  /// When others have had their say; whoever else asks does not wait for it.
  case later(@Sendable () async -> [UInt8])
}

/// Why a request gets no answer but this: `{"error":"<code>","detail":"…"}`.
package struct ControlRefusal: Error, Hashable, Sendable {
  /// A stable kebab-case code.
  package let code: String
  package let detail: String

  package init(code: String, detail: String) {
    self.code = code
    self.detail = detail
  }

  /// With its newline.
  package var line: [UInt8] {
    var json = JSONWriter(reserving: 128)
    json.beginObject()
    json.member("error", code)
    json.member("detail", detail)
    json.endObject()
    return json.take() + [0x0A]
  }

  /// The refusal that such a line is; nil where it is an answer.
  package init?(line: [UInt8]) {
    guard let json = try? JSONValue.parse(line), let code = json["error"]?.stringValue else {
      return nil
    }
    self.init(code: code, detail: json["detail"]?.stringValue ?? "")
  }
}
