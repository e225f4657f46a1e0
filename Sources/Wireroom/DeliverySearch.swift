internal import CopyDesk
internal import Newsroom
internal import StoryLog

/// What the logs know of single deliveries, looked up in the logs themselves: the index holds such
/// keys only of what was unfinished at the start.
enum DeliverySearch {
  /// The keys of all lines that bear one of the ids. A log that cannot be read knows nothing: then
  /// the delivery is read again as if it were new, and dedup finds its stories.
  static func entries(of ids: [String], state: String) -> [IndexEntry] {
    let wanted = Set(ids)
    var entries: [IndexEntry] = []
    for (name, keys) in [("stories", DeskKeys.ofStory), ("sightings", DeskKeys.ofSighting)] {
      let search = LogSearch(
        stateDirectory: state, name: name, needles: ids.map { Array("\"\($0)\"".utf8) })
      try? search.run { line in
        if let line = LoggedLine(line), wanted.contains(line.delivery ?? "") {
          entries += keys(line).filter { $0.kind == .delivery }
        }
        return true
      }
    }
    return entries
  }
}
