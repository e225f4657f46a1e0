internal import Synchronization

/// How many bytes of bodies may be in memory at the same time: many feeds may each be allowed a
/// large one, and all answer at once.
package final class BodyBudget: Sendable {
  private let limit: Int
  private let held = Atomic(0)

  package init(_ limit: Int) { self.limit = limit }

  /// Bytes that are held now.
  package var count: Int { held.load(ordering: .relaxed) }

  /// Room for some bytes more of a body that has `own` already; false where there is none. A body
  /// that is alone finds room always, for its feed's own limit holds for it.
  func take(_ more: Int, own: Int) -> Bool {
    let before = held.add(more, ordering: .relaxed).oldValue
    guard before + more > limit, before > own else { return true }
    held.subtract(more, ordering: .relaxed)
    return false
  }

  func giveBack(_ bytes: Int) { held.subtract(bytes, ordering: .relaxed) }
}

/// What one body holds of the budget, for as long as anybody holds this.
package final class BodyShare: Sendable {
  private let budget: BodyBudget
  private let bytes = Atomic(0)

  package init(of budget: BodyBudget) { self.budget = budget }

  deinit { budget.giveBack(bytes.load(ordering: .relaxed)) }

  /// Room for some bytes more, or false. By one thread at a time.
  package func grow(by more: Int) -> Bool {
    guard budget.take(more, own: bytes.load(ordering: .relaxed)) else { return false }
    bytes.add(more, ordering: .relaxed)
    return true
  }
}
