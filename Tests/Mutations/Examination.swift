internal import CopyDesk
internal import Feeds
internal import Formats
internal import Newsroom

/// Runs an input through all that outside bytes can reach, and says what is wrong with what comes
/// out. That it comes out at all is the main thing.
package enum Examination {
  /// Complaints; none is good.
  package static func complaints(about input: [UInt8]) -> [String] {
    var found: [String] = []
    let delivery = Delivery(
      id: "0", route: .ingest, source: "fuzz", name: "f", url: "https://fuzz.example/f",
      bytes: input)
    let normaliser = Normaliser(writesHTML: true, mappings: [Seeds.mapping] + Seeds.mappings)
    let submission = normaliser.submission(for: delivery)
    if case .stories(let stories) = submission.outcome {
      let record = RecordLine()
      for story in stories {
        let line = record.story(
          story, from: submission.provenance, placed: Placement(kind: .story), seq: 1, at: nil)
        found += complaints(aboutLine: line + Array("}".utf8))
      }
    }
    var writer = JSONWriter()
    var isFeed = true
    do throws(Rejection) { try JSONFeedWriter.write(delivery, into: &writer) } catch {
      isFeed = false
    }
    let feed = writer.take()
    if isFeed { found += complaints(aboutLine: feed) }
    found += streamed(delivery, input, feed)
    // What else outside bytes can reach: a list of feeds, a page that names some, a worker's answer.
    _ = try? OPML.read(input)
    if let base = WebAddress("https://fuzz.example/f") { _ = FeedLinks.find(in: input, base: base) }
    return found
  }

  /// A line must be JSON on one line, with nothing in its markup that runs.
  private static func complaints(aboutLine line: [UInt8]) -> [String] {
    var found: [String] = []
    if line.contains(0x0A) { found.append("a line feed inside a line") }
    guard let json = try? JSONValue.parse(line) else { return found + ["no JSON"] }
    for body in json["item"]?["bodies"]?.arrayValue ?? []
    where body["contentType"]?.stringValue == "text/html" {
      let html = (body["value"]?.stringValue ?? "").lowercased()
      for word in ["<script", "<iframe", "<object", "<style", "<svg"] where html.contains(word) {
        found.append("\(word) in a body")
      }
    }
    return found
  }

  /// What is read by pieces has the items of what is read whole.
  private static func streamed(
    _ delivery: Delivery, _ input: [UInt8], _ whole: [UInt8]
  ) -> [String] {
    let document = LongDocument {
      var at = 0
      return {
        guard at < input.count else { return nil }
        defer { at = min(input.count, at + 777) }
        return Array(input[at..<min(input.count, at + 777)])
      }
    }
    var pieces: [UInt8] = []
    let long = Delivery(
      id: "0", route: .ingest, source: "fuzz", name: "f", url: delivery.url, bytes: [])
    do throws(Rejection) {
      let isWritten = try JSONFeedWriter.write(document, long) {
        pieces += $0; return true
      }
      guard isWritten else { return [] }
    } catch {
      return whole.isEmpty ? [] : ["rejected by pieces, not whole"]
    }
    guard let a = try? JSONValue.parse(pieces), let b = try? JSONValue.parse(whole) else {
      return ["by pieces no JSON"]
    }
    return a["items"] == b["items"] && a["title"] == b["title"] ? [] : ["by pieces other items"]
  }
}
