/// One connection to the control socket: a line comes in, a line goes out, and it ends. Pure: it is
/// told what was read and written and when, and says what it wants.
struct ControlConnection {
  /// A request is a few words; whoever sends more means harm, or another service.
  static let longestRequest = 4096
  /// Milliseconds from the first moment to the last: a connection that dawdles is one of few.
  static let patience: Int64 = 5000

  enum Wish: Equatable { case read, write, close }

  private(set) var wish = Wish.read
  private let deadline: Int64
  private var request: [UInt8] = []
  private var answer: ArraySlice<UInt8> = []

  init(at now: Int64) { deadline = now + Self.patience }

  /// What is still to be written.
  var unsent: ArraySlice<UInt8> { answer }

  /// Milliseconds until it is given up; 0 where that is now.
  func patience(at now: Int64) -> Int64 { max(0, deadline - now) }

  /// Bytes came; none: the other side has ended its request. `reply` gives the answer to a whole
  /// line.
  mutating func received(_ bytes: ArraySlice<UInt8>, reply: ([UInt8]) -> [UInt8]) {
    guard wish == .read else { return }
    if bytes.isEmpty {
      // A line without an end was cut off: there is nobody to answer.
      wish = .close
      return
    }
    request.append(contentsOf: bytes)
    if let end = request.firstIndex(of: 0x0A) {
      answer = reply(Array(request[..<end]))[...]
    } else if request.count >= Self.longestRequest {
      answer =
        ControlRefusal(
          code: "too-long", detail: "A request has \(Self.longestRequest) bytes at most."
        ).line[...]
    } else {
      return
    }
    request = []
    wish = .write
  }

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
