/// Small languages that CLD2 reads out of a few words of a large neighbour's, and the words by which
/// the two are told apart. Spanish of ninety bytes is Galician to it every now and then; in texts of
/// some length it makes no such mistake.
enum Neighbours {
  private struct Pair {
    /// What CLD2 has answered.
    var small: String
    /// What it may be.
    var large: String
    /// Common words of each that the other does not have.
    var smallWords: Set<String>
    var largeWords: Set<String>
  }

  private static let pairs = [
    Pair(
      small: "gl", large: "es",
      smallWords: words("os ao aos do dos da das no nos na nas unha unhas non máis polo pola"),
      largeWords: words("el los las del y su sus una unas lo con por al más pero la es ha sin")),
    Pair(
      small: "gl", large: "pt",
      smallWords: words(
        "un unha uns unhas ao no non máis polo pola como foi e dun dunha nun nunha"),
      largeWords: words("um uma uns umas não mais pelo pela em num numa dum duma são está é à")),
    Pair(
      small: "af", large: "nl",
      smallWords: words("die nie is hy sy wat dit het vir en ook 'n ŉ hulle was sal aan"),
      largeWords: words("de een niet zijn het zij hij dat voor en ook werd wordt zal aan heeft")),
    Pair(
      small: "fy", large: "nl",
      smallWords: words("de it fan dat is yn foar op mei net wie har hy oan wurde"),
      largeWords: words("de het van dat is in voor op met niet was haar hij aan worden")),
    Pair(
      small: "lb", large: "de",
      smallWords: words("den d' dat ass an e eng mat vun fir net op huet ginn gëtt"),
      largeWords: words("der die das ist und ein eine mit von für nicht auf hat werden wird")),
    Pair(
      small: "sco", large: "en",
      smallWords: words("tae an o wis frae haed nae thay whaur bi"),
      largeWords: words("to and of was from had no they where by the")),
    Pair(
      small: "co", large: "it",
      smallWords: words("u i a di è hè chì in per ùn"),
      largeWords: words("il gli la di è ha che in per non")),
  ]

  private static func words(_ list: String) -> Set<String> {
    Set(list.split(separator: " ").map(String.init))
  }

  /// `code`, or the large neighbour whose own words outnumber those of `code` in a short text
  /// (UTF-8) two to one.
  static func nearer(to code: String, for text: Span<UInt8>) -> String {
    guard pairs.contains(where: { $0.small == code }) else { return code }
    let found = Set(words(of: text))
    for pair in pairs where pair.small == code {
      let large = found.intersection(pair.largeWords.subtracting(pair.smallWords)).count
      let small = found.intersection(pair.smallWords.subtracting(pair.largeWords)).count
      if large > small * 2 { return pair.large }
    }
    return code
  }

  private static func words(of text: Span<UInt8>) -> [String] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for i in text.indices { bytes.append(text[i]) }
    return String(decoding: bytes, as: UTF8.self).lowercased()
      .split { !$0.isLetter && $0 != "'" }.map(String.init)
  }
}
