internal import Feeds
package import Newsroom
internal import Synchronization

/// Where each loop notes how it does, for who asks. A note is a short lock and never waits for the
/// one who reads; the reader never waits for a loop.
package final class StatusBoard: Sendable {
  /// Which configuration is in force, and what came of the last attempt to change it.
  package struct Configured: Sendable, Equatable {
    /// The file; nil where none was read.
    package var file: String?
    /// When the one in force was read.
    package var read: NewsDate?
    /// Why the last reading was refused, in words; nil when the last one is in force.
    package var error: String?
    /// Keys whose new value waits for a restart.
    package var restartNeeded: [String] = []

    package init() {}
  }

  private struct State {
    var sources = Roster<SourceStatus>()
    /// What an earlier run counted, until the source is kept again.
    var earlier: [String: SourceStatus] = [:]
    var configured = Configured()
  }

  private let state = Mutex(State())
  /// When the daemon started.
  package let started = Clock.now

  package init() {}

  /// Remembers what an earlier run of today has counted.
  package func recall(_ sources: [SourceStatus]) {
    state.withLock { state in
      for source in sources { state.earlier[source.name] = source }
    }
  }

  /// There will be so many sources: room for no more is made.
  package func expect(_ count: Int) { state.withLock { $0.sources.reserveCapacity(count) } }

  /// A source is kept from now on; once more is harmless.
  package func open(_ name: String, _ kind: SourceStatus.Kind, place: String) {
    state.withLock { state in
      if let known = state.sources[name], known.place == place { return }
      var source = SourceStatus(name: name, kind: kind, place: place)
      if let known = state.sources[name] ?? state.earlier.removeValue(forKey: name) {
        source.lastArrival = known.lastArrival
        source.today = known.today
        source.day = known.day
        source.lastRejection = known.lastRejection
        if state.sources[name] != nil { source.sinceStart = known.sinceStart }
      }
      state.sources[name] = source
    }
  }

  /// A source is kept no more.
  package func close(_ name: String) {
    state.withLock { state in
      state.earlier[name] = state.sources[name]
      state.sources[name] = nil
    }
  }

  /// Changes what is known of a source; one that is not kept is passed over.
  package func note(_ name: String, _ change: (inout SourceStatus) -> Void) {
    state.withLock { state in
      guard var source = state.sources[name] else { return }
      change(&source)
      state.sources[name] = source
    }
  }

  package var configured: Configured {
    get { state.withLock(\.configured) }
    set { state.withLock { $0.configured = newValue } }
  }

  /// All sources that are kept, by name.
  package func sources(at now: NewsDate) -> [SourceStatus] {
    var sources = state.withLock { $0.sources.values }
    for n in sources.indices { sources[n].turn(to: now) }
    return sources.sorted { $0.name < $1.name }
  }
}
