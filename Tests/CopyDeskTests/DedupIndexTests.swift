import CopyDesk
import Newsroom
import Testing

@Suite("The dedup index")
struct DedupIndexTests {
  private func key(_ number: UInt64) -> IndexKey { .uri("urn:test:\(number)") }

  @Test("What was set is found, what was not is absent, the last value counts")
  func finds() {
    var index = DedupIndex(horizonDays: nil, today: 100)
    for n in UInt64(0)..<20_000 { index.set(key(n).entry(seq: n, day: 100)) }
    for n in UInt64(0)..<20_000 { #expect(index.find(key(n))?.seq == n) }
    for n in UInt64(20_000)..<21_000 { #expect(index.find(key(n)) == nil) }
    index.set(key(7).entry(seq: 99_999, day: 100))
    #expect(index.find(key(7))?.seq == 99_999)
    #expect(index.count == 20_000)
  }

  @Test("Keys of different kinds over the same words are different keys")
  func kinds() {
    var index = DedupIndex(horizonDays: nil, today: 1)
    index.set(IndexKey.uri("a").entry(seq: 1, day: 1))
    #expect(index.find(.url("a")) == nil)
    #expect(IndexKey.uri("a").entry(seq: 1, day: 1).kind == .uri)
  }

  @Test("Knowledge beyond the horizon counts as absent")
  func horizon() {
    var index = DedupIndex(horizonDays: 90, today: 1000)
    index.set(key(1).entry(seq: 1, day: 910))
    index.set(key(2).entry(seq: 2, day: 909))
    #expect(index.find(key(1)) != nil)
    #expect(index.find(key(2)) == nil)
    index.today = 1001
    #expect(index.find(key(1)) == nil)
  }

  @Test("What has expired is dropped when its shard grows")
  func drops() {
    var index = DedupIndex(horizonDays: 10, today: 1100)
    for n in UInt64(0)..<10_000 { index.set(key(n).entry(seq: n, day: 1100)) }
    let before = index.byteCount
    index.today = 1200
    for n in UInt64(10_000)..<20_000 { index.set(key(n).entry(seq: n, day: 1200)) }
    #expect(index.count < 14_000)
    #expect(index.byteCount < before * 2)
    for n in UInt64(10_000)..<20_000 { #expect(index.find(key(n))?.seq == n) }
  }

  @Test("What was learnt while the clock was not set grows old from when it is set")
  func unset() {
    var index = DedupIndex(horizonDays: 90, today: 0)
    index.learn(key(1).entry(seq: 1, day: 0))
    index.today = 20_700
    #expect(index.find(key(1))?.seq == 1)
    index.today = 20_790
    #expect(index.find(key(1))?.seq == 1)
    #expect(index.isAgeing(key(1)))
    index.today = 20_791
    #expect(index.find(key(1)) == nil)
  }

  @Test("What was learnt by a clock that was ahead grows old from when that is put right")
  func ahead() {
    var index = DedupIndex(horizonDays: 90, today: 43_000)
    index.learn(key(1).entry(seq: 1, day: 43_000))
    index.today = 20_700
    #expect(index.find(key(1))?.day == 20_700)
    index.today = 20_791
    #expect(index.find(key(1)) == nil)
  }

  @Test("What is learnt is of the day by which the index ages, whatever the line says")
  func learns() {
    var index = DedupIndex(horizonDays: 90, today: 20_700)
    for (n, day) in [(1, 0), (2, 20_000), (3, 20_700), (4, 65_000)] {
      index.learn(key(UInt64(n)).entry(seq: 1, day: day))
      #expect(index.find(key(UInt64(n)))?.day == 20_700)
    }
  }

  @Test(
    "A day that a start reads counts from where its line can have been written until today",
    arguments: [
      (0, 20_650), (20_000, 20_650), (20_660, 20_660), (20_700, 20_700), (65_000, 20_700),
    ])
  func bounds(day: Int, known: Int) {
    var index = DedupIndex(horizonDays: 90, today: 20_700)
    index.load(key(1).entry(seq: 1, day: day), since: 20_650)
    #expect(index.find(key(1))?.day == known)
    // A clock that is not set has nothing to say about the future.
    var unset = DedupIndex(horizonDays: 90, today: 3)
    unset.load(key(1).entry(seq: 1, day: 20_660), since: .min)
    #expect(unset.find(key(1))?.day == 20_660)
  }

  @Test("Of entries that a start reads in any order, the later line and the later day count")
  func loads() {
    var index = DedupIndex(horizonDays: 90, today: 1000)
    for (seq, day) in [(5, 990), (7, 980), (6, 1000), (7, 985), (7, 970)] {
      index.load(key(1).entry(seq: UInt64(seq), day: day))
    }
    #expect(index.find(key(1))?.seq == 7 && index.find(key(1))?.day == 985)
    index.load(key(2).entry(seq: 1, day: 800))
    #expect(index.find(key(2)) == nil)
  }

  @Test("A key ages at half the horizon, and is young again when it is renewed")
  func ages() throws {
    var index = DedupIndex(horizonDays: 90, today: 1000)
    index.set(key(1).entry(seq: 4, tag: 0xABCD_0000, day: 955))
    #expect(!index.isAgeing(key(1)) && !index.isAgeing(key(2)))
    index.today = 1001
    #expect(index.isAgeing(key(1)))
    index.set(try #require(index.renewed(key(1))))
    #expect(!index.isAgeing(key(1)))
    #expect(index.find(key(1))?.seq == 4 && index.find(key(1))?.hasTag(0xABCD_0000) == true)
    #expect(index.renewed(key(2)) == nil)
    var forever = DedupIndex(horizonDays: nil, today: 60_000)
    forever.set(key(1).entry(seq: 4, day: 0))
    #expect(!forever.isAgeing(key(1)))
  }

  @Test("An empty index costs next to nothing")
  func empty() {
    #expect(DedupIndex(horizonDays: nil, today: 0).byteCount == 0)
  }

  @Test("A day before 1970 or far away does not trap")
  func days() {
    #expect(key(1).entry(seq: 1, day: -5).day == 0)
    #expect(key(1).entry(seq: 1, tag: .max, day: 70_000).day == 70_000 & 0xFFFF)
  }
}
