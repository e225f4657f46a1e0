/// Paths as text: nothing here asks the file system.
enum Path {
  /// PATH_MAX of Linux, without the final NUL.
  static let longest = 4095

  /// An absolute path as it is, a relative one below `folder`; without `.`, `..` and doubled
  /// slashes.
  static func resolve(_ text: String, in folder: String) throws(Complaint) -> String {
    guard !text.isEmpty else { throw Complaint("empty") }
    guard !text.hasPrefix("~") else {
      throw Complaint(
        "'~' stands for no folder here", mend: "write the folder in full, such as /home/you/news")
    }
    guard !text.hasPrefix("$") else {
      throw Complaint("variables are not replaced here", mend: "write the folder in full")
    }
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { throw Complaint("holds a control character", mend: "delete it") }
    let path = normalised(text.hasPrefix("/") ? text : folder + "/" + text)
    guard path.utf8.count <= longest else {
      throw Complaint("longer than \(longest) bytes", mend: "choose a shorter path")
    }
    guard path != "/" else {
      throw Complaint("the root of the file system", mend: "choose a folder of its own")
    }
    return path
  }

  /// `path` without `.`, doubled slashes and, as far as there is something to go up from, `..`.
  static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    let isAbsolute = path.hasPrefix("/")
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !isAbsolute {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
  }

  /// The folder that `file` stands in.
  static func folder(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  /// Whether one is the other or lies below it. Both normalised.
  static func contains(_ outer: String, _ inner: String) -> Bool {
    let (outer, inner) = (outer.utf8, inner.utf8)
    guard inner.starts(with: outer) else { return false }
    return inner.count == outer.count || inner.dropFirst(outer.count).first == UInt8(ascii: "/")
  }

  /// A folder below an inbox, as the keys of `sources` name it, without needless slashes.
  static func below(_ text: String) throws(Complaint) -> String {
    guard !text.hasPrefix("/") else {
      throw Complaint("not below the inbox", mend: "write the path from the inbox on")
    }
    let parts = text.split(separator: "/")
    guard !parts.isEmpty else {
      throw Complaint("no folder", mend: "write the path from the inbox on")
    }
    for part in parts {
      guard part != "..", part != "." else {
        throw Complaint("holds '\(part)'", mend: "write the path from the inbox on")
      }
      guard !part.hasPrefix("."), part != "_done", part != "_failed" else {
        throw Complaint("a folder that is never read", mend: "choose another folder")
      }
    }
    return parts.joined(separator: "/")
  }
}
