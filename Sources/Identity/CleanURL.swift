/// Web addresses without what only tells where the reader came from.
///
/// Both functions leave alone what is no absolute http(s) address, never fail, and change nothing
/// when they are applied twice. The rule behind each choice: two pages taken for one lose a story,
/// one page taken for two only costs a look at its text.
package enum CleanURL {
  /// The address that stands in the record: it opens the same resource as the declared one.
  ///
  /// - Scheme and host in lower case (an internationalised host keeps its letters), the scheme's
  ///   own port dropped, an empty path `/`, dot segments resolved: as every client does anyway.
  /// - User name and password stay: the address may not open without them.
  /// - The fragment goes, but `#!…` and `#/…` stay: sites that route by them serve another story
  ///   under each.
  /// - Parameters of `TrackingParameters` go; the rest keeps its order and spelling, so does a
  ///   query that was empty from the start.
  /// - Escapes are normalised (`PercentEncoding`).
  package static func clean(_ url: String) -> String {
    if let plain = PlainAddress.cleaned(url) { return plain }
    guard let address = WebAddress(url) else { return url }
    var out = Array(address.isSecure ? "https:".utf8 : "http:".utf8)
    appendPlace(of: address, path: address.path[...], to: &out)
    if let query = keptQuery(of: address) { append(query, to: &out) }
    appendRoute(of: address, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// What is compared: `//host/path?query`, equal for two addresses of the same resource.
  ///
  /// - As `clean`, and http is https: no site serves another story on the other.
  /// - `www.`, `m.` and `amp.` stay, as do index.html and the case of a path: they often mean the
  ///   same, and not always.
  /// - Slashes at the path's end go: sites redirect from one form to the other.
  /// - Empty parameters go. The others are sorted by name, but only if each has a name of its own
  ///   and a `=`: the order of `?2017&04` and of `?id=1&id=2` may matter.
  package static func key(_ url: String) -> String {
    guard let address = WebAddress(url) else { return url }
    var out: [UInt8] = []
    var path = address.path[...]
    while path.count > 1, path.last == UInt8(ascii: "/") { path.removeLast() }
    appendPlace(of: address, path: path, to: &out)
    let query = (keptQuery(of: address) ?? []).filter { !$0.isEmpty }
    if !query.isEmpty { append(sorted(query), to: &out) }
    appendRoute(of: address, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// What is compared where an address serves as an id: as `key`, and its fragment counts, since
  /// the posts of one page are told apart by it; but not one that is tracking (`#xtor=RSS-1`).
  package static func key(ofID id: String) -> String {
    let key = key(id)
    guard id.utf8.contains(UInt8(ascii: "#")), let address = WebAddress(id),
      let fragment = address.fragment, !fragment.isEmpty,
      fragment.first != UInt8(ascii: "!"), fragment.first != UInt8(ascii: "/")
    else { return key }
    let tracking = TrackingParameters(on: address.host[...])
    let parts = fragment.split(separator: UInt8(ascii: "&"))
    if parts.allSatisfy({ tracking.contains($0) }) { return key }
    return key + "#" + String(decoding: fragment, as: UTF8.self)
  }

  private static func appendPlace(
    of address: WebAddress, path: ArraySlice<UInt8>, to out: inout [UInt8]
  ) {
    out.append(contentsOf: "//".utf8)
    if let userInfo = address.userInfo {
      out.append(contentsOf: userInfo)
      out.append(UInt8(ascii: "@"))
    }
    out.append(contentsOf: address.host)
    if let port = address.port {
      out.append(UInt8(ascii: ":"))
      out.append(contentsOf: port)
    }
    out.append(contentsOf: path)
  }

  private static func append(_ query: [[UInt8]], to out: inout [UInt8]) {
    out.append(UInt8(ascii: "?"))
    out.append(contentsOf: query.joined(separator: [UInt8(ascii: "&")]))
  }

  private static func appendRoute(of address: WebAddress, to out: inout [UInt8]) {
    guard let fragment = address.fragment,
      fragment.first == UInt8(ascii: "!") || fragment.first == UInt8(ascii: "/")
    else { return }
    out.append(UInt8(ascii: "#"))
    out.append(contentsOf: fragment)
  }

  /// The parameters that are no tracking; nil where none is left, or there was no query.
  private static func keptQuery(of address: WebAddress) -> [[UInt8]]? {
    guard let query = address.query else { return nil }
    let tracking = TrackingParameters(on: address.host[...])
    let kept = query.filter { !tracking.contains($0[...]) }
    // Of `?utm_source=x&` nothing is left, while `?` alone was written so.
    let isEmpty = kept.count < query.count && kept.allSatisfy(\.isEmpty)
    return isEmpty ? nil : kept
  }

  private static func sorted(_ query: [[UInt8]]) -> [[UInt8]] {
    var named: [(name: ArraySlice<UInt8>, parameter: [UInt8])] = []
    for parameter in query {
      guard let mark = parameter.firstIndex(of: UInt8(ascii: "=")) else { return query }
      named.append((parameter[..<mark], parameter))
    }
    named.sort { $0.name.lexicographicallyPrecedes($1.name) }
    for (a, b) in zip(named, named.dropFirst()) where a.name == b.name { return query }
    return named.map(\.parameter)
  }
}
