package import CopyDesk
package import Newsroom

/// What has come of an item that is to be read.
package enum Opened<Result> {
  /// A delivery, for a parser; and what its submission becomes. `breakingOff`: whether a feed that
  /// breaks off is taken as it is.
  case delivery(Delivery, breakingOff: Bool = false, (Submission) -> Result)
  /// There is nothing to parse.
  case ready(Result)
}

/// Who reads documents: processes of their own, or, on a small machine that is fed by friends, this
/// one.
package enum Parsers: Sendable {
  case processes(ParserPool)
  /// `width`: so many at a time, on the cooperative pool.
  case inProcess(width: Int)

  /// What each item becomes, in their order; nil: it was not read, for the daemon ends. `open` makes
  /// a delivery of an item, on a thread that may block; `weigh` tells about how many bytes it has.
  package func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], by normaliser: Normaliser, weigh: (Item) -> Int,
    _ open: @escaping @Sendable (Item) -> Opened<Result>
  ) async -> [Result?] {
    switch self {
    case .processes(let pool):
      await pool.map(items, by: normaliser, weigh: weigh, open)
    case .inProcess(let width):
      await Workers.map(items, width: width) { item in
        switch open(item) {
        case .ready(let result): result
        case .delivery(let delivery, let breakingOff, let end):
          end(normaliser.submission(for: delivery, breakingOff: breakingOff))
        }
      }
    }
  }

  /// What one delivery becomes; nil: it was not read, for the daemon ends.
  package func submission(
    for delivery: Delivery, by normaliser: Normaliser, breakingOff: Bool = false
  ) async -> Submission? {
    await map([delivery], by: normaliser, weigh: \.bytes.count) { delivery in
      .delivery(delivery, breakingOff: breakingOff) { $0 }
    }.first ?? nil
  }

  /// The same, so many at a time.
  package func resized(to width: Int) -> Parsers {
    switch self {
    case .inProcess: return .inProcess(width: width)
    case .processes(let pool):
      pool.set(width: width)
      return self
    }
  }

  /// Lets processes go that have had no work for so long.
  package func release(after idle: Duration) async {
    if case .processes(let pool) = self { await pool.release(after: idle) }
  }

  /// Lets all processes go. Nothing can be read after.
  package func close() async {
    if case .processes(let pool) = self { await pool.close() }
  }

  /// How the processes do; nil where there are none.
  package var standing: ParserStanding? {
    if case .processes(let pool) = self { pool.standing } else { nil }
  }
}

/// Runs a pure function over many values at once, on the cooperative pool.
enum Workers {
  /// The results in the order of the values. `width`: how many run at a time.
  static func map<Value: Sendable, Result: Sendable>(
    _ values: [Value], width: Int, _ transform: @escaping @Sendable (Value) -> Result
  ) async -> [Result?] {
    await withTaskGroup(of: (Int, Result).self) { group in
      var results = [Result?](repeating: nil, count: values.count)
      var next = 0
      func start(_ group: inout TaskGroup<(Int, Result)>) {
        guard next < values.count else { return }
        let (n, value) = (next, values[next])
        next += 1
        group.addTask { (n, transform(value)) }
      }
      for _ in 0..<max(1, width) { start(&group) }
      while let (n, result) = await group.next() {
        results[n] = result
        start(&group)
      }
      return results
    }
  }
}
