import Newsroom
import Testing

@Suite("News dates")
struct NewsDateTests {
  @Test(
    "An instant is written as RFC 3339 in UTC",
    arguments: [
      (NewsDate(year: 1970, month: 1, day: 1), "1970-01-01T00:00:00Z"),
      (
        NewsDate(year: 2026, month: 11, day: 26, hour: 9, minute: 15, offset: 60),
        "2026-11-26T08:15:00Z"
      ),
      (
        NewsDate(year: 2024, month: 2, day: 29, hour: 23, minute: 59, second: 60),
        "2024-03-01T00:00:00Z"
      ),
      (
        NewsDate(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59, millisecond: 7),
        "1969-12-31T23:59:59.007Z"
      ),
      (NewsDate(year: 1, month: 1, day: 1), "0001-01-01T00:00:00Z"),
    ])
  func writes(date: NewsDate?, text: String) {
    #expect(date?.rfc3339() == text)
  }

  @Test("A field out of its range makes no date")
  func refuses() {
    #expect(NewsDate(year: 2023, month: 2, day: 29) == nil)
    #expect(NewsDate(year: 2023, month: 13, day: 1) == nil)
    #expect(NewsDate(year: 2023, month: 4, day: 31) == nil)
    #expect(NewsDate(year: 2023, month: 1, day: 1, hour: 24) == nil)
    #expect(NewsDate(year: 0, month: 1, day: 1) == nil)
    #expect(NewsDate(year: 2023, month: 1, day: 1, offset: 2000) == nil)
  }

  @Test("Fields and instant agree on every day of four centuries")
  func agree() {
    var expected = Int64(-62_135_596_800_000)
    for year in 1...400 {
      for month in 1...12 {
        for day in 1...NewsDate.days(inMonth: month, of: year) {
          let date = NewsDate(year: year, month: month, day: day)
          #expect(date?.milliseconds == expected)
          if let fields = date?.fields {
            #expect(fields.year == year && fields.month == month && fields.day == day)
          }
          expected += 86_400_000
        }
      }
    }
  }
}

@Suite("Delivery ids")
struct DeliveryIDTests {
  @Test("An id sorts by time, has 26 characters and differs from the next")
  func sorts() {
    let early = DeliveryID.make(milliseconds: 1_700_000_000_000)
    let late = DeliveryID.make(milliseconds: 1_700_000_000_001)
    #expect(early < late)
    #expect(DeliveryID.isValid(early) && early.utf8.count == DeliveryID.length)
    #expect(DeliveryID.make(milliseconds: 5) != DeliveryID.make(milliseconds: 5))
  }

  @Test("A clock before 1970 or beyond the calendar makes an id all the same")
  func clamps() {
    #expect(DeliveryID.isValid(DeliveryID.make(milliseconds: -1)))
    #expect(DeliveryID.isValid(DeliveryID.make(milliseconds: .max)))
  }

  @Test("What is no id is told apart")
  func refuses() {
    #expect(!DeliveryID.isValid("story.xml"))
    #expect(!DeliveryID.isValid(""))
    #expect(!DeliveryID.isValid(String(repeating: "U", count: 26)))
  }
}

@Suite("Digests")
struct DigestTests {
  @Test("A digest goes to hex and back, and to base64url without padding")
  func roundTrip() {
    let digest = Digest(bytes: Array(0..<32))
    #expect(
      digest?.hex == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
    #expect(digest.flatMap { Digest(hex: $0.hex) } == digest)
    #expect(digest?.base64URL == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
    #expect(digest?.bytes == Array(0..<32))
  }

  @Test("What is no digest is nil")
  func refuses() {
    #expect(Digest(bytes: [1, 2, 3]) == nil)
    #expect(Digest(hex: "abc") == nil)
    #expect(Digest(hex: String(repeating: "G", count: 64)) == nil)
  }
}
