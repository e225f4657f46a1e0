import Newsroom
import Testing

@Suite("Sixteen bytes at a time")
struct ByteBlockTests {
  private func first(in text: [UInt8], _ from: Int, _ to: Int) -> Int {
    unsafe text.withUnsafeBytes {
      unsafe ByteBlock.first(in: $0, from: from, to: to) { $0 == 0x26 .| $0 < 0x20 }
    }
  }

  @Test("The first hit is found at each place of a text of each length, and none beyond its end")
  func places() {
    for length in 0...50 {
      let plain = [UInt8](repeating: 0xE2, count: length + 3)
      #expect(first(in: plain, 0, length) == length)
      for place in plain.indices {
        var text = plain
        text[place] = place % 2 == 0 ? 0x26 : 0x0A
        for from in [0, 1, 7, 17] where from <= length {
          #expect(first(in: text, from, length) == (place >= from ? min(place, length) : length))
        }
      }
    }
  }
}
