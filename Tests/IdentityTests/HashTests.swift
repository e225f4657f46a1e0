import Newsroom
import Testing

@testable import Identity

@Suite struct HashTests {
  @Test("Each text of our own has the reference's nc1 and nt1", arguments: Vector.own)
  func ownVectors(_ vector: Vector) {
    #expect(ContentHash.nc1(body: vector.body, headline: vector.headline).hex == vector.nc1)
    #expect(TitleHash.nt1(vector.headline).hex == vector.nt1)
  }

  @Test("The shared vectors hold", .enabled(if: !Vector.shared.isEmpty), arguments: Vector.shared)
  func sharedVectors(_ vector: Vector) {
    #expect(vector.nc1 != nil || vector.nt1 != nil)
    if let nc1 = vector.nc1 {
      let body = vector.isHTML ? HTMLStripper.text(vector.body) : vector.body
      #expect(ContentHash.nc1(body: body, headline: vector.headline).hex == nc1)
    }
    if let nt1 = vector.nt1 { #expect(TitleHash.nt1(vector.headline).hex == nt1) }
  }

  @Test("There are thirty shared vectors", .enabled(if: !Vector.shared.isEmpty))
  func sharedCount() { #expect(Vector.shared.count == 30) }

  @Test("A body of forty tokens stands alone, one of thirty-nine takes its headline along")
  func sufficientTokens() {
    func hashes(_ count: Int, _ word: String, _ separator: String) -> Bool {
      let body = [String](repeating: word, count: count).joined(separator: separator)
      return ContentHash.nc1(body: body, headline: "One")
        == ContentHash.nc1(body: body, headline: "Two")
    }
    #expect(hashes(40, "word", " "))
    #expect(!hashes(39, "word", " "))
    #expect(hashes(40, "字", ""))
    #expect(!hashes(39, "字", ""))
    #expect(hashes(20, "字a", ""))
    #expect(!hashes(20, "가a", ""))
  }

  @Test(
    "Lead labels do not count",
    arguments: [
      "UPDATED: Crane stays", "UPDATE 2-Crane stays", "CORRECTED-Crane stays",
      "REFILE-UPDATE 1-Crane stays", "(Extra): Crane stays", "1st Ld: Crane stays",
      "2ND LEAD - Crane stays", "WRAPUP 3-Crane stays", "  ALERT | Crane stays",
      "KORREKTUR: Crane stays", "Zusammenfassung - Crane stays", "(zusf) – Crane stays",
      "Ausführliche Zusammenfassung: Crane stays", "MAJ/ Crane stays", "Eil — Eil — Crane stays",
      "urgent:UPDATE 1-RPT-Crane stays", "CRANE\u{A0}STAYS!",
    ])
  func labels(_ headline: String) {
    #expect(TitleHash.nt1(headline) == TitleHash.nt1("Crane stays"))
  }

  @Test(
    "A word that is no label, or no mark after it, counts",
    arguments: [
      "Update Crane stays", "Updating: Crane stays", "UPDATE X-Crane stays", "Led: Crane stays",
      "Crane stays: UPDATE", "- Crane stays: more", "updates-Crane stays",
      "Zusammenfassung 2 - Crane stays", "Late: Crane stays",
    ])
  func noLabels(_ headline: String) {
    #expect(TitleHash.nt1(headline) != TitleHash.nt1("Crane stays"))
  }

  @Test("A site's name goes only where it is the feed's own title")
  func siteSuffix() {
    let plain = TitleHash.nt1("Crane stays")
    for suffix in [" - Port Daily", " | port daily", " — Port Daily ", " – PORT DAILY"] {
      #expect(TitleHash.nt1("Crane stays" + suffix, siteName: "Port Daily") == plain)
      #expect(TitleHash.nt1("Crane stays" + suffix, siteName: "Daily") != plain)
      #expect(TitleHash.nt1("Crane stays" + suffix) != plain)
    }
    #expect(TitleHash.nt1("Crane stays - Port - News", siteName: "Port - News") == plain)
    #expect(TitleHash.nt1("Crane stays -Port", siteName: "Port") != plain)
    // Nothing would be left.
    #expect(TitleHash.nt1(" - Port", siteName: "Port") == TitleHash.nt1("Port"))
    #expect(TitleHash.nt1("Crane - ", siteName: "") == TitleHash.nt1("Crane"))
    #expect(
      ContentHash.nc1(body: "Short.", headline: "Crane stays - Port", siteName: "Port")
        == ContentHash.nc1(body: "Short.", headline: "Crane stays"))
  }

  @Test("A derived uri is RFC 6920's name of the digest")
  func derivedURI() throws {
    // RFC 6920, section 8.2: the digest of "Hello World!".
    let hello = try #require(
      Digest(hex: "7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069"))
    #expect(
      DerivedURI.make(content: hello)
        == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk")
  }
}

/// Just enough of HTML for the vectors: Markup does it in earnest.
private enum HTMLStripper {
  static func text(_ html: String) -> String {
    var out = ""
    var tag: String?
    for character in html {
      if let open = tag {
        tag = character == ">" ? nil : open + String(character)
        if character == ">", open == "p" || open == "/p" { out += "\n" }
      } else if character == "<" {
        tag = ""
      } else {
        out.append(character)
      }
    }
    return unescaped(unescaped(out))
  }

  private static func unescaped(_ text: String) -> String {
    var pieces = text.split(separator: "&", omittingEmptySubsequences: false)[...]
    var out = String(pieces.removeFirst())
    for piece in pieces {
      let end = piece.firstIndex(of: ";") ?? piece.startIndex
      let name = piece[..<end]
      let number =
        name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
      if name == "amp" {
        out += "&" + piece[end...].dropFirst()
      } else if name.hasPrefix("#"), let scalar = number.flatMap(Unicode.Scalar.init) {
        out += String(scalar) + piece[end...].dropFirst()
      } else {
        out += "&" + piece
      }
    }
    return out
  }
}
