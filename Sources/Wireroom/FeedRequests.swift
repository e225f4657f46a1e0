internal import Feeds
internal import Newsroom

// What is asked of feeds over the control socket, and how it is answered.

extension FeedService {
  /// `{"feeds":[…]}`
  func roster() async -> [UInt8] {
    do throws(ControlRefusal) {
      let keeper = self.keeper
      guard keeper.isWanted else { return FeedEntry.line([]) }
      return FeedEntry.line(try await open(keeper.now).status().map(FeedEntry.init))
    } catch {
      return error.answer
    }
  }

  /// `{"feed":"agency","answer":"asked","after":1500}`: `asked`, or `under-way`; at the earliest in
  /// so many milliseconds.
  func poll(_ feed: String) async -> [UInt8] {
    do throws(ControlRefusal) {
      switch try await open(keeper.now).pollNow(feed) {
      case .asked(let wait): return answer(feed, "asked", wait)
      case .underWay(let wait): return answer(feed, "under-way", wait)
      case .unknown: throw .unknownFeed(feed)
      case .badAddress:
        throw ControlRefusal(
          code: "bad-address", detail: "The address of \(feed) is no http or https URL; mend it.")
      case .allRest:
        throw ControlRefusal(
          code: "feeds-rest", detail: "No feed is polled while the disk is full: status tells more."
        )
      }
    } catch {
      return error.answer
    }
  }

  /// `{"feed":"agency"}`
  func pause(_ feed: String, _ paused: Bool) async -> [UInt8] {
    do throws(ControlRefusal) {
      let keeper = try open(self.keeper.now)
      let isKnown: Bool
      do throws(FeedsError) {
        isKnown = try await keeper.pause(paused, feed: feed)
      } catch {
        throw ControlRefusal(code: "not-stored", detail: "\(error)")
      }
      guard isKnown else { throw .unknownFeed(feed) }
      return answer(feed, nil, 0)
    } catch {
      return error.answer
    }
  }

  private func open(_ keeper: FeedKeeper?) throws(ControlRefusal) -> FeedKeeper {
    guard let keeper else {
      throw ControlRefusal(
        code: "feeds-rest",
        detail: "No feed is polled just now: none is configured, or status says why.")
    }
    return keeper
  }

  private func answer(_ feed: String, _ word: String?, _ wait: Int64) -> [UInt8] {
    var json = JSONWriter(reserving: 128)
    json.beginObject()
    json.member("feed", feed)
    if let word {
      json.member("answer", word)
      json.key("after")
      json.int(wait)
    }
    json.endObject()
    return json.take()
  }
}

extension ControlRefusal {
  fileprivate static func unknownFeed(_ name: String) -> ControlRefusal {
    ControlRefusal(code: "unknown-feed", detail: "There is no feed \(name); list names them.")
  }

  /// Without its newline.
  fileprivate var answer: [UInt8] { line.dropLast() }
}
