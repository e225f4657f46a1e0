/// Which of a document's stories bore a name first: a table of hashes, which grows without hashing
/// anything again.
struct FirstBearers {
  private struct Slot {
    var hash: UInt32 = 0
    /// The story's index and one; 0: free.
    var bearer: UInt32 = 0
  }

  private var slots: [Slot] = []
  private var count = 0

  /// The story that bore the name of that hash before story `n` did, which else becomes the first.
  /// `bears` says whether a story bears the very same.
  mutating func first(_ n: Int, under hash: UInt64, where bears: (Int) -> Bool) -> Int? {
    if count * 2 >= slots.count { grow() }
    let hash = UInt32(truncatingIfNeeded: hash)
    var i = place(hash)
    while slots[i].bearer > 0 {
      let bearer = Int(slots[i].bearer) - 1
      if slots[i].hash == hash, bears(bearer) { return bearer }
      i = (i + 1) & (slots.count - 1)
    }
    slots[i] = Slot(hash: hash, bearer: UInt32(clamping: n + 1))
    count += 1
    return nil
  }

  private func place(_ hash: UInt32) -> Int { Int(hash) & (slots.count - 1) }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: max(64, old.count * 4))
    for slot in old where slot.bearer > 0 {
      var i = place(slot.hash)
      while slots[i].bearer > 0 { i = (i + 1) & (slots.count - 1) }
      slots[i] = slot
    }
  }
}
