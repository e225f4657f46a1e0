/// The one of `names` that `word` was most likely meant to be, if any is near: at most half of its
/// letters away, case and the choice of `-` or `_` aside. The first of equals.
func nearestName(to word: String, among names: [String]) -> String? {
  // Nothing of ours is so long, and the work grows with the length.
  guard word.utf8.count <= 64 else { return nil }
  let wanted = folded(word)
  var best: (name: String, distance: Int)?
  for name in names {
    let candidate = folded(name)
    let distance = editDistance(wanted, candidate)
    guard distance * 2 <= max(wanted.count, candidate.count) else { continue }
    if distance < best?.distance ?? .max { best = (name, distance) }
  }
  return best?.name
}

private func folded(_ word: String) -> [UInt8] {
  word.utf8.map { byte in
    switch byte {
    case 0x41...0x5A: byte + 0x20
    case 0x2D: 0x5F
    default: byte
    }
  }
}

/// How many bytes must be put in, taken out, changed, or swapped with their neighbour to make one
/// word of the other (optimal string alignment).
func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    row.reserveCapacity(b.count + 1)
    for j in b.indices {
      var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
