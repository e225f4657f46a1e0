import Testing

@testable import Feeds

@Suite("One request at a time to each host, with a pause after each")
struct HostGateTests {
  @Test("The second waits for the first's answer and the gap after it")
  func gap() {
    var gate = HostGate(gap: 2000)
    gate.enqueue(1, host: "a", due: 0)
    gate.enqueue(2, host: "a", due: 0)
    gate.enqueue(3, host: "b", due: 0)
    #expect(gate.next(now: 10)?.ticket == 1)
    #expect(gate.next(now: 10)?.ticket == 3)
    #expect(gate.next(now: 100_000) == nil)
    #expect(gate.wake == nil)
    gate.release("a", now: 100_000)
    #expect(gate.wake == 102_000)
    #expect(gate.next(now: 101_999) == nil)
    #expect(gate.next(now: 102_000)?.ticket == 2)
  }

  @Test("Who was due first is asked first, whenever it came")
  func order() {
    var gate = HostGate(gap: 1)
    gate.enqueue(1, host: "a", due: 300)
    gate.enqueue(2, host: "a", due: 100)
    gate.enqueue(3, host: "a", due: 200)
    var asked: [Int] = []
    var now: Int64 = 1000
    while let turn = gate.next(now: now) {
      asked.append(turn.ticket)
      gate.release(turn.host, now: now)
      now += 1
    }
    #expect(asked == [2, 3, 1])
  }

  @Test("A host that rests is left alone by all, and another's turn does not shorten it")
  func rest() {
    var gate = HostGate(gap: 10)
    gate.enqueue(1, host: "a", due: 0)
    gate.enqueue(2, host: "a", due: 0)
    #expect(gate.next(now: 0)?.ticket == 1)
    gate.rest("a", until: 5000)
    gate.release("a", now: 1)
    gate.rest("a", until: 100)
    #expect(gate.next(now: 4999) == nil)
    #expect(gate.rests("a") == 5000)
    #expect(gate.next(now: 5000)?.ticket == 2)
  }

  @Test("A turn given back unused leaves no pause")
  func unused() {
    var gate = HostGate(gap: 2000)
    gate.enqueue(1, host: "a", due: 0)
    gate.enqueue(2, host: "a", due: 0)
    #expect(gate.next(now: 0)?.ticket == 1)
    gate.release("a", now: 0, asked: false)
    #expect(gate.next(now: 0)?.ticket == 2)
  }

  @Test("Hosts that have rested are forgotten")
  func forgotten() {
    var gate = HostGate(gap: 5)
    for n in 0..<5000 {
      gate.enqueue(n, host: "host\(n)", due: Int64(n) * 10)
      #expect(gate.next(now: Int64(n) * 10)?.ticket == n)
      gate.release("host\(n)", now: Int64(n) * 10)
    }
    #expect(gate.rests("host0") == nil)
    #expect(gate.rests("host4999") != nil)
  }

  @Test("The heap gives all it was given, least first")
  func heap() {
    var numbers = SeededNumbers(seed: 3)
    let values = (0..<500).map { _ in Int.random(in: 0..<100, using: &numbers) }
    var heap = BinaryHeap(values.prefix(250).map { $0 })
    for value in values.dropFirst(250) { heap.push(value) }
    var out: [Int] = []
    while let value = heap.pop() { out.append(value) }
    #expect(out == values.sorted())
  }
}
