/// Runs a pure function over many values at once, on the cooperative pool.
enum Workers {
  /// The results in the order of the values. `width`: how many run at a time.
  static func map<Value: Sendable, Result: Sendable>(
    _ values: [Value], width: Int, _ transform: @escaping @Sendable (Value) -> Result
  ) async -> [Result] {
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
      return results.compactMap(\.self)
    }
  }
}

extension Array {
  /// Cuts the array into runs of at most `count` elements that weigh at most `weight` together
  /// (a heavier element goes alone): whole deliveries travel in batches, and a batch must fit
  /// memory.
  func batches(count: Int, weight: Int, of weigh: (Element) -> Int) -> [ArraySlice<Element>] {
    var runs: [ArraySlice<Element>] = []
    var start = 0
    var sum = 0
    for (n, element) in enumerated() {
      let own = Swift.min(Swift.max(0, weigh(element)), weight)
      if n > start, n - start >= count || sum + own > weight {
        runs.append(self[start..<n])
        start = n
        sum = 0
      }
      sum += own
    }
    if start < self.count { runs.append(self[start...]) }
    return runs
  }
}
