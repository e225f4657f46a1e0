/// One connection to the control socket: a line comes in, a line goes out, and it ends. Pure: it is
/// told what was read and written and when, and says what it wants.
struct ControlConnection {
  /// A request is a few words; whoever sends more means harm, or another service.
  static let longestRequest = 4096
  /// Milliseconds for the request, and again for taking the answer: a connection that dawdles is
  /// one of few.
  static let patience: Int64 = 5000
  /// Milliseconds for an answer that takes its time: a reload brings to its end what is in hand.
  static let answerPatience: Int64 = 120_000

  enum Wish: Equatable { case read, wait, write, close }

  private(set) var wish = Wish.read
  private var deadline: Int64
  private var request: [UInt8] = []
  private var answer: ArraySlice<UInt8> = []

  init(at now: Int64) { deadline = now.addingClamped(Self.patience) }

  /// What is still to be written.
  var unsent: ArraySlice<UInt8> { answer }

  /// Milliseconds until it is given up; 0 where that is now.
  func patience(at now: Int64) -> Int64 { max(0, deadline - now) }

  /// Bytes came; none: the other side has ended its request. `reply` gives the answer to a whole
  /// line, nil where `answered` will.
  mutating func received(
    _ bytes: ArraySlice<UInt8>, at now: Int64, reply: ([UInt8]) -> [UInt8]?
  ) {
    guard wish == .read else { return }
    if bytes.isEmpty {
      // A line without an end was cut off: there is nobody to answer.
      wish = .close
      return
    }
    request.append(contentsOf: bytes)
    if let end = request.firstIndex(of: 0x0A) {
      let line = Array(request[..<end])
      request = []
      wish = .wait
      deadline = now.addingClamped(Self.answerPatience)
      if let answer = reply(line) { answered(answer, at: now) }
    } else if request.count >= Self.longestRequest {
      request = []
      wish = .wait
      let detail = "A request has \(Self.longestRequest) bytes at most."
      answered(ControlRefusal(code: "too-long", detail: detail).line, at: now)
    }
  }

  /// The answer is there.
  mutating func answered(_ line: [UInt8], at now: Int64) {
    guard wish == .wait else { return }
    answer = line[...]
    wish = .write
    deadline = now.addingClamped(Self.patience)
  }

  /// The other side has gone.
  mutating func leave() { wish = .close }

  /// So many bytes of `unsent` were taken; fewer than none: the other side has gone.
  mutating func sent(_ count: Int) {
    guard wish == .write else { return }
    guard count >= 0 else {
      wish = .close
      return
    }
    answer = answer.dropFirst(count)
    if answer.isEmpty { wish = .close }
  }
}

extension Int64 {
  fileprivate func addingClamped(_ other: Int64) -> Int64 {
    let (sum, isBeyond) = addingReportingOverflow(other)
    return isBeyond ? .max : sum
  }
}
