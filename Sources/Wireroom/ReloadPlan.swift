package import Configuration

/// What a new configuration asks to be done, as far as it can be done without a restart. Pure.
package struct ReloadPlan: Equatable, Sendable {
  /// Names of inboxes that are to be kept no more: gone, or changed.
  package var closing: [String] = []
  /// Inboxes to be opened while the old ones are still kept: nobody of ours has anything to do with
  /// their folders, so that where one cannot be opened the old configuration stays whole.
  package var openingFirst: [InboxConfiguration] = []
  /// Inboxes to be opened once the old keepers have let go: their folders are the same, or overlap.
  package var openingThen: [InboxConfiguration] = []
  /// Keys whose change waits for a restart.
  package var restartNeeded: [String] = []

  /// `from` is in force; `started` is what the daemon began with, which the logs still follow.
  package init(
    from old: Configuration, to new: Configuration, started: Configuration
  ) {
    // These belong to every keeper.
    let isCommonChanged =
      old.record != new.record || old.mappings != new.mappings || old.workers != new.workers
    var kept: Set<String> = []
    for inbox in new.inboxes where !isCommonChanged && old.inboxes.contains(inbox) {
      kept.insert(inbox.name)
    }
    closing = old.inboxes.map(\.name).filter { !kept.contains($0) }
    for inbox in new.inboxes where !kept.contains(inbox.name) {
      if old.inboxes.contains(where: { Self.overlap($0.path, inbox.path) }) {
        openingThen.append(inbox)
      } else {
        openingFirst.append(inbox)
      }
    }
    if started.state != new.state { restartNeeded.append("state") }
    if started.log != new.log { restartNeeded.append("log") }
    if started.dedup != new.dedup { restartNeeded.append("dedup") }
    if started.polling != new.polling { restartNeeded.append("polling") }
    if started.isolation != new.isolation { restartNeeded.append("isolation") }
  }

  /// Whether nothing is to be opened or closed.
  package var changesNoInbox: Bool {
    closing.isEmpty && openingFirst.isEmpty && openingThen.isEmpty
  }

  private static func overlap(_ a: String, _ b: String) -> Bool {
    (a + "/").hasPrefix(b + "/") || (b + "/").hasPrefix(a + "/")
  }
}
