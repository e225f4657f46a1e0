import Configuration
import CopyDesk
import Glibc
import Newsroom
import Testing

@testable import Wireroom

@Suite("A list of feeds that is added to")
struct FeedListTests {
  private func list() -> FeedList {
    var configuration = Configuration()
    var inbox = InboxConfiguration(name: "desk", path: "/in")
    inbox.sources = ["sport": "sport-desk"]
    configuration.inboxes = [inbox]
    configuration.feeds = [FeedConfiguration(name: "mine", url: "https://mine.example/feed")]
    return FeedList(configuration)
  }

  @Test(
    "knows an address in other spellings",
    arguments: [
      "http://mine.example/feed", "HTTPS://Mine.Example:443/feed/",
      "https://mine.example/feed?utm_source=rss&utm_medium=x", "https://mine.example/feed#top",
      "feed://mine.example/feed", "feed:https://mine.example/feed",
    ])
  func known(_ url: String) {
    var list = list()
    #expect(list.add(FeedConfiguration(name: "", url: url)) == .known("mine"))
    #expect(list.added.isEmpty)
  }

  @Test(
    "tells apart what may differ",
    arguments: [
      "https://mine.example/feed?page=2", "https://mine.example/Feed", "https://mine.example/",
      "https://www.mine.example/feed", "https://mine.example:8443/feed",
    ])
  func other(_ url: String) {
    var list = list()
    guard case .added = list.add(FeedConfiguration(name: "", url: url)) else {
      Issue.record("\(url) is not added")
      return
    }
    #expect(list.added.map(\.url) == [url])
  }

  @Test(
    "refuses what cannot be asked",
    arguments: [
      "gopher://a.example/", "a.example/feed", "http://", "http://a.example/a b", "",
      "http://a.example/" + String(repeating: "a", count: 2048), "javascript:alert(1)",
    ])
  func refused(_ url: String) {
    var list = list()
    guard case .refused = list.add(FeedConfiguration(name: "", url: url)) else {
      Issue.record("\(url) is not refused")
      return
    }
  }

  @Test("makes names that nobody bears, inboxes and their folders neither")
  func names() {
    var list = list()
    for (n, title) in ["Desk", "Sport desk", "Mine", "Mine", ""].enumerated() {
      var feed = FeedConfiguration(name: "", url: "http://a\(n).example/")
      feed.title = title.isEmpty ? nil : title
      _ = list.add(feed)
    }
    #expect(
      list.added.map(\.name) == ["desk-2", "sport-desk-2", "mine-2", "mine-3", "a4-example"])
    #expect(
      list.add(FeedConfiguration(name: "desk", url: "http://b.example/"))
        == .refused("the name desk is taken"))
  }
}

@Suite("A file that is put in place of another")
struct FileReplacementTests {
  private func facts(_ path: String) -> (mode: mode_t, isLink: Bool) {
    var facts = stat()
    guard unsafe lstat(path, &facts) == 0 else { return (0, false) }
    return (facts.st_mode & 0o777, facts.st_mode & S_IFMT == S_IFLNK)
  }

  private func write(_ text: String, _ path: String, _ model: String) throws {
    try FileReplacement.write(Array(text.utf8), to: path, like: model)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try FileReading.read(path, limit: 1 << 20), as: UTF8.self)
  }

  @Test(
    "has the mode of the one before, a new one that of its model, and no leavings lie beside it")
  func modes() throws {
    let scratch = try Scratch()
    let model = scratch.path + "/model.yaml"
    let path = scratch.path + "/feeds.yaml"
    try write("a", model, "/nowhere")
    #expect(facts(model).mode == 0o600)
    unsafe chmod(model, 0o640)
    try write("b", path, model)
    #expect(facts(path).mode == 0o640)
    unsafe chmod(path, 0o664)
    try write("c", path, model)
    #expect(facts(path).mode == 0o664)
    #expect(try text(path) == "c")
    let link = scratch.path + "/link.yaml"
    #expect(unsafe symlink("feeds.yaml", link) == 0)
    try write("d", link, model)
    #expect(facts(link).isLink)
    #expect(try text(path) == "d")
    for name in ["feeds.yaml", "link.yaml", "model.yaml"] {
      #expect(unsafe access("\(scratch.path)/\(name).new-\(getpid())", F_OK) != 0)
    }
  }

  @Test("stays as it was where its folder is none")
  func failure() throws {
    let scratch = try Scratch()
    let failure = #expect(throws: FileReplacement.Failure.self) {
      try write("a", scratch.path + "/none/feeds.yaml", "/nowhere")
    }
    #expect(failure?.cause == ENOENT)
    #expect("\(failure.map { "\($0)" } ?? "")".contains("let this user write in its folder"))
  }
}

@Suite("The table of feeds")
struct FeedTableTests {
  @Test("says in words when, how often and what is the matter, and reads its own JSON")
  func table() throws {
    let now = try #require(NewsDate(timestamp: "2026-11-26T12:00:00.000Z"))
    let line =
      Array(
        #"{"feeds":[{"name":"a","url":"http://a/","state":"ok","words":"works","#.utf8)
      + Array(#""last_poll":"2026-11-26T11:55:00.000Z","last_success":null,"#.utf8)
      + Array(#""next_poll":"2026-11-26T12:10:00.000Z","interval":900,"failures":0,"#.utf8)
      + Array(#""last_error":null,"error_code":null,"error_since":null,"polls":3,"#.utf8)
      + Array(#""entries_seen":30,"stories_new":12,"gaps":0,"moved_to":null},"#.utf8)
      + Array(#"{"name":"long-name","url":"http://b/","state":"failing","words":"x","#.utf8)
      + Array(#""failures":3,"last_error":"404: \u001b[31mnone","polls":3},"#.utf8)
      + Array(#"{"name":"c","url":"http://c/","state":"new","words":"not polled yet"}]}"#.utf8)
    let feeds = try #require(FeedEntry.read(line))
    #expect(
      FeedTable.lines(feeds, at: now) == [
        "feed       state    last poll  next poll  each    seen  new",
        "a          ok       5 min ago  in 10 min  15 min  30    12",
        "long-name  failing  never      -          -       0     0",
        "c          new      never      -          -       -     -",
        "", #"long-name: 3 times: 404: \u{1b}[31mnone"#,
      ])
    #expect(FeedEntry.read(FeedEntry.line(feeds)) == feeds)
    #expect(FeedEntry.read(Array("{}".utf8)) == nil)
    #expect(FeedTable.lines([], at: now) == ["no feed is configured"])
  }
}
