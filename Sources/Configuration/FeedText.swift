/// A feed as lines of YAML: what differs from the defaults.
enum FeedText {
  static func lines(of feed: FeedConfiguration, indent: String) -> String {
    let usual = FeedConfiguration(name: "", url: "")
    var keys: [(String, String)] = [("name", scalar(feed.name))]
    func add(_ key: String, _ value: String?) {
      if let value { keys.append((key, scalar(value))) }
    }
    func add(_ key: String, _ value: Duration, _ usual: Duration) {
      if value != usual { keys.append((key, Units.spelled(milliseconds: value.milliseconds))) }
    }
    func add(_ key: String, _ value: Bool) {
      if value { keys.append((key, "true")) }
    }
    add("title", feed.title)
    add("url", feed.url)
    add("folder", feed.folder)
    add("interval", feed.interval, usual.interval)
    add("min_interval", feed.minInterval, usual.minInterval)
    add("max_interval", feed.maxInterval, usual.maxInterval)
    add("timeout", feed.timeout, usual.timeout)
    if feed.maxSize != usual.maxSize { keys.append(("max_size", "\(feed.maxSize)")) }
    add("credential", feed.credential)
    add("proxy", feed.proxy)
    add("allow", feed.allow)
    add("certificates", feed.certificates)
    add("pages", feed.pages)
    add("paused", feed.paused)
    var text = ""
    for (n, (key, value)) in keys.enumerated() {
      text += "\(indent)\(n == 0 ? "- " : "  ")\(key): \(value)\n"
    }
    guard !feed.headers.isEmpty else { return text }
    text += "\(indent)  headers:\n"
    for (name, value) in feed.headers.sorted(by: { $0.key < $1.key }) {
      text += "\(indent)    \(scalar(name)): \(quote(value))\n"
    }
    return text
  }

  /// Plain where no reader of YAML could take it for something else, else in quotes.
  private static func scalar(_ text: String) -> String {
    let bytes = text.utf8
    let isPlain = bytes.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "-_.:/?=&+~%".utf8.contains(byte)
      }
    }
    let isWord = bytes.first.map { (0x41...0x7A).contains($0) && $0 != 0x5F } ?? false
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    guard isPlain, isWord, bytes.last != 0x3A, !words.contains(text.lowercased()) else {
      return quote(text)
    }
    return text
  }

  private static func quote(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": out += "\\\(scalar)"
      case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        out += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
      // What the reader of configurations takes for a mistake in plain sight.
      case "\u{2028}", "\u{2029}", "\u{FEFF}":
        out += "\\u" + String(scalar.value, radix: 16)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
