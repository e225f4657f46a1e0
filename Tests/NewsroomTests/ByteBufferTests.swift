import Newsroom
import Testing

@Suite("Bytes written one after another")
struct ByteBufferTests {
  @Test
  func `What is written comes out, beyond the room that there was, and again after it was emptied`()
  {
    var buffer = ByteBuffer(reserving: 64)
    var expected: [UInt8] = []
    for round in 0..<3 {
      buffer.removeAll()
      expected = []
      for n in 0..<1000 {
        let run = [UInt8](repeating: UInt8(truncatingIfNeeded: n + round), count: n % 70)
        buffer.append(run.span)
        buffer.append(UInt8(truncatingIfNeeded: n))
        buffer.append("end")
        expected += run + [UInt8(truncatingIfNeeded: n)] + Array("end".utf8)
      }
      #expect(buffer.array == expected)
    }
    buffer.truncate(to: 5)
    #expect(buffer.array == Array(expected.prefix(5)))
    buffer.truncate(to: -1)
    #expect(buffer.isEmpty && buffer.last == nil)
  }
}
