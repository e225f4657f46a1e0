/// Copy: stories made by template, none like the other.
enum Copy {
  private static let things = ["ferry", "tram", "barge", "night train", "mail van", "fire engine"]
  private static let places = ["Holm Island", "Eastmark", "Granford", "Westerlode", "Sand Point"]

  static func headline(_ number: Int) -> String {
    "The \(things[number % things.count]) \(number) runs late again"
  }

  /// A story as plain text. `paragraphs`: how long it is, some 300 bytes each.
  static func story(_ number: Int, paragraphs: Int = 2) -> String {
    let thing = things[number % things.count]
    let place = places[number % places.count]
    var text = "\(headline(number))\n\n\(place.uppercased()) (Morrow News) - The \(thing) with the "
    text += "number \(number) left \(place) \(number % 50 + 3) minutes late on Thursday, and the "
    text += "\(number * 7 + 11) people who had waited for it were told nothing of the reason.\n"
    for paragraph in 1..<max(2, paragraphs) {
      text +=
        "\nIts driver said that case \(number), paragraph \(paragraph), was no different from "
      text +=
        "the \(number + paragraph) before it: the signal at kilometre \(number * 3) had shown "
      text += "nothing but red for \(paragraph + 4) minutes, and nobody had answered the telephone "
      text += "in \(place). A form was filled in; it bears the number \(number)-\(paragraph).\n"
    }
    return text
  }

  /// An RSS document with `count` entries of its own.
  static func feed(_ number: Int, entries count: Int) -> String {
    let items = (1...count).map { n in
      """
      <item><title>\(headline(number)), part \(n)</title>
      <guid isPermaLink="false">morrow-\(number)-\(n)</guid>
      <link>https://news.example/\(number)/\(n)</link>
      <pubDate>Thu, 26 Nov 2026 09:15:00 GMT</pubDate>
      <description>Part \(n) of what was said about number \(number) in the hall.</description></item>
      """
    }
    return """
      <?xml version="1.0" encoding="utf-8"?>
      <rss version="2.0"><channel><title>Morrow News \(number)</title>
      <link>https://news.example/</link><description>-</description>
      \(items.joined(separator: "\n"))
      </channel></rss>
      """
  }

  /// XML that is no story.
  static func noStory(_ number: Int) -> String {
    "<?xml version=\"1.0\"?>\n<payroll><clerk>\(number)</clerk></payroll>\n"
  }

  /// Bytes that are no text at all.
  static func noise(_ number: Int) -> [UInt8] {
    var state = UInt64(number) &* 2_862_933_555_777_941_757 &+ 3_037_000_493
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + (0..<2000).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
      }
  }
}
