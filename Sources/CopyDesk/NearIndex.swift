package import Identity
internal import Newsroom

/// The signatures of the latest stories, and which of them a new one is nearly the same as.
///
/// A band's table leads to the latest story with that band, and each story to the one before it, as
/// a compressor's hash chains do: what falls out of the window needs no removal, since a chain is
/// left where it leads behind the window. 250 bytes a story, 8 MB at most.
package struct NearIndex {
  /// Of how many of the log's latest lines the stories are remembered: a week and more of a busy
  /// room.
  package static let window: UInt64 = 32_768
  /// Days after which likeness is that of a calendar, not of a story.
  private static let days = 14
  /// Bins of 64 in which two texts agree that are versions of one story.
  private static let enough = 27
  /// Stories of one band that are looked at: what more share it share boilerplate.
  private static let longestChain = 12

  private let window: UInt64
  private var signatures: [NearSignature] = []
  /// The seqs of the stories and of their clusters, and the days on which they came.
  private var seqs: [UInt64] = []
  private var clusters: [UInt64] = []
  private var days: [UInt16] = []
  /// By story and band: one more than the number of the story before with that band, 0 for none.
  private var before: [UInt32] = []
  /// By band and slot: one more than the number of the latest story.
  private var latest: [UInt32] = []
  private var slots = 0
  /// How many stories have been learnt.
  private var count = 0

  package init(window: UInt64 = Self.window) { self.window = window }

  /// How many bytes it holds.
  package var byteCount: Int {
    signatures.capacity * MemoryLayout<NearSignature>.stride + seqs.capacity * 18
      + (before.capacity + latest.capacity) * 4
  }

  /// The cluster of the story that is most like the one of `signature`, of the lines before `seq`;
  /// nil where none is nearly the same.
  package func cluster(of signature: NearSignature, before seq: UInt64, day: Int) -> UInt64? {
    var best = (agreement: Self.enough - 1, cluster: UInt64?.none)
    for band in 0..<NearSignature.bandCount where slots > 0 {
      var next = Int(latest[slot(band, signature)])
      for _ in 0..<Self.longestChain where next > 0 && count - next < signatures.count {
        let at = (next - 1) % Int(window)
        if seq &- seqs[at] <= window, day - Int(days[at]) <= Self.days {
          let agreement = signature.agreement(with: signatures[at])
          if agreement > best.agreement { best = (agreement, clusters[at]) }
        }
        next = Int(before[at * NearSignature.bandCount + band])
      }
      if best.agreement == NearSignature.binCount { break }
    }
    return best.cluster
  }

  /// Takes the story of a line into the window, which pushes out the oldest.
  package mutating func learn(_ signature: NearSignature, seq: UInt64, cluster: UInt64, day: Int) {
    // Beyond that the numbers would not fit: a log of four milliards of stories begins anew here.
    if count >= Int(UInt32.max) - 1 { self = NearIndex(window: window) }
    if signatures.count >= slots, slots < Int(window) { widen() }
    let at = count % Int(window)
    let day = UInt16(clamping: day)
    if signatures.count < Int(window) {
      signatures.append(signature)
      seqs.append(seq)
      clusters.append(cluster)
      days.append(day)
      before.append(contentsOf: repeatElement(0, count: NearSignature.bandCount))
    } else {
      (signatures[at], seqs[at], clusters[at], days[at]) = (signature, seq, cluster, day)
    }
    count += 1
    link(at, number: count)
  }

  private mutating func link(_ at: Int, number: Int) {
    for band in 0..<NearSignature.bandCount {
      let slot = slot(band, signatures[at])
      before[at * NearSignature.bandCount + band] = latest[slot]
      latest[slot] = UInt32(truncatingIfNeeded: number)
    }
  }

  /// Doubles the tables. The window is not full then: entries stand in their order.
  private mutating func widen() {
    slots = min(Int(window), max(256, slots * 2))
    latest = Array(repeating: 0, count: slots * NearSignature.bandCount)
    for at in signatures.indices { link(at, number: at + 1) }
  }

  private func slot(_ band: Int, _ signature: NearSignature) -> Int {
    band * slots + Int(truncatingIfNeeded: (UInt64(signature.band(band)) &* UInt64(slots)) >> 32)
  }
}

extension NearSignature {
  /// Of a story's ninjs item, as it stands in a log line; nil where it has no text to speak of.
  package init?(item: ArraySlice<UInt8>) {
    var body = LineScanner.firstBody(ofItem: item)
    while let (name, value) = body?.next() {
      guard name.equals("value"), value.count > 2 else { continue }
      self.init(escaped: value.span.extracting(1..<value.count - 1))
      return
    }
    return nil
  }
}
