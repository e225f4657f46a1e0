import Testing

@testable import CopyDesk

@Suite("Who bore a name first", .timeLimit(.minutes(20)))
struct FirstBearersTests {
  @Test func `The first bearer of each of many names is found, as the table grows`() {
    var bearers = FirstBearers()
    let names = (0..<5000).map { "https://news.example/\($0 % 3000)" }
    for (n, name) in names.enumerated() {
      let first = bearers.first(n, under: UInt64(truncatingIfNeeded: name.hashValue)) {
        names[$0] == name
      }
      #expect(first == (n < 3000 ? nil : n - 3000))
    }
  }

  @Test func `A name of the same hash and other letters is another name`() {
    var bearers = FirstBearers()
    #expect(bearers.first(0, under: 7) { _ in true } == nil)
    #expect(bearers.first(1, under: 7) { _ in false } == nil)
    #expect(bearers.first(2, under: 7) { $0 == 1 } == 1)
  }
}
