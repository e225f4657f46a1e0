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
