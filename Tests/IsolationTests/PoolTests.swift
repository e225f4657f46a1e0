import CopyDesk
import Glibc
import Isolation
import Newsroom
import Packing
import Testing

@Suite("Documents parsed in processes of their own", .timeLimit(.minutes(5)))
struct PoolTests {
  private let normaliser = Normaliser(writesHTML: true)

  private func read(_ pool: ParserPool, _ texts: [String]) async -> [Submission?] {
    await read(pool, texts.enumerated().map { Probing.delivery($1, id: "\($0)") })
  }

  private func read(_ pool: ParserPool, _ deliveries: [Delivery]) async -> [Submission?] {
    await Parsers.processes(pool).map(deliveries, by: normaliser, weigh: \.bytes.count) {
      .delivery($0) { $0 }
    }
  }

  @Test(
    "become what they become in the daemon itself, in their order, with shared memory or without",
    arguments: [true, false])
  func same(sharesMemory: Bool) async {
    let (pool, events) = Probing.pool(sharesMemory: sharesMemory)
    let large = (0..<4000).map { "Paragraph \($0) of a long story, and of its many words.\n\n" }
    let feed =
      "<rss version='2.0'><channel><title>M</title><ttl>30</ttl>"
      + (0..<300).map { n in
        "<item><guid>\(n)</guid><title>T\(n)</title><description>&lt;p&gt;W \(n)&lt;/p&gt;"
          + "</description></item>"
      }.joined() + "</channel></rss>"
    let texts =
      (0..<200).map(Probing.story) + [Probing.story(1) + large.joined(), "", feed, "<nothing/>"]
    let apart = await read(pool, texts)
    #expect(apart.count == texts.count)
    for (n, submission) in apart.enumerated() {
      let own = normaliser.submission(for: Probing.delivery(texts[n], id: "\(n)"))
      #expect(
        submission.map { "\($0.outcome) \($0.provenance)" } == "\(own.outcome) \(own.provenance)")
      #expect(submission?.feed?.ttl == own.feed?.ttl)
    }
    #expect(events.losses.isEmpty)
    #expect((1...2).contains(pool.standing.workers))
    await pool.close()
    #expect(pool.standing.workers == 0)
  }

  @Test("may be packed, in every way, with names in any script")
  func packed() async throws {
    let (pool, events) = Probing.pool(width: 1)
    let items: [Packed.Item] = [
      .file("Fähre/日本.txt", Probing.story(1)), .file("b.bin", "\u{1}\u{2}\u{0}\u{0}\u{5}"),
      .file("c.txt", Probing.story(2)), .folder("d"),
    ]
    var archives = [Packed.zip(items), Packed.tar(items)]
    for filter in ["gzip", "zstd", "xz", "bzip2"] {
      archives.append(Packed.tar(items, filter))
      archives.append(Packed.single(Array(Probing.story(3).utf8), filter))
    }
    let deliveries = archives.enumerated().map { n, bytes in
      Delivery(id: "\(n)", route: .inbox, source: "probe", name: "\(n)", bytes: bytes)
    }
    let read = await read(pool, deliveries)
    for (delivery, submission) in zip(deliveries, read) {
      let own = normaliser.submission(for: delivery)
      let apart = try #require(submission)
      #expect("\(apart.outcome) \(apart.lost)" == "\(own.outcome) \(own.lost)")
      #expect(!apart.stories.isEmpty)
    }
    #expect(read[0]?.stories.first?.member?.name == "Fähre/日本.txt")
    #expect(events.losses.isEmpty)
    await pool.close()
  }

  @Test(
    "cost themselves alone where they end their process",
    arguments: [
      ("trap", "parser-crashed"), ("segfault", "parser-crashed"), ("abort", "parser-crashed"),
      ("leave", "parser-crashed"), ("spin", "parser-timeout"), ("stand still", "parser-timeout"),
      ("eat", "parser-memory"), ("eat at once", "parser-memory"), ("dig", "parser-memory"),
      ("babble", "parser-crashed"),
      ("promise", "parser-crashed"), ("greet again", "parser-crashed"),
    ])
  func losses(order: String, code: String) async throws {
    let (pool, events) = Probing.pool { limits in
      limits.processorSeconds = 1
      limits.wallMilliseconds = order == "stand still" ? 3_000 : 60_000
    }
    var texts = (0..<40).map(Probing.story)
    texts.insert("probe: \(order)\n", at: 17)
    let read = await read(pool, texts)
    let rejection = try #require(read[17]?.rejection)
    #expect(rejection.code == code, "\(order): \(rejection.detail)")
    #expect(rejection.detail.contains("read twice"))
    for (n, submission) in read.enumerated() where n != 17 {
      #expect(submission?.stories.count == 1, "\(n): \(submission?.rejection?.detail ?? "")")
    }
    // Who talks nonsense is not found at once: those before it, whose answers nobody was told of, are
    // read again too.
    let isTold = !["babble", "promise", "greet again"].contains(order)
    #expect(isTold ? events.losses.count == 2 : events.losses.count >= 2)
    #expect(pool.standing.lost == events.losses.count && pool.standing.rejected == 1)
    await pool.close()
  }

  @Test("are read again alone, and taken where that goes well")
  func again() async {
    let (pool, events) = Probing.pool(width: 1)
    // The second document of any process falls.
    let read = await read(pool, [Probing.story(1), "probe: not twice\n", Probing.story(2)])
    #expect(read.map { $0?.stories.count } == [1, 1, 1])
    #expect(read[1]?.stories.first?.headline == "0")
    #expect(events.losses.count == 1 && pool.standing.rejected == 0)
    await pool.close()
  }

  @Test("are not given to a worker that goes on after its last answer")
  func answeredTwice() async {
    let (pool, events) = Probing.pool(width: 1)
    #expect(await read(pool, ["probe: answer twice\n"])[0]?.rejection?.code == "no")
    #expect(await read(pool, [Probing.story(1)])[0]?.stories.count == 1)
    #expect(events.losses.isEmpty)
    await pool.close()
  }

  @Test(
    "reach nothing outside: what is asked of the system is refused, or the asker's end",
    arguments: [
      "open", "create", "list", "socket", "unix socket", "fork", "exec", "thread",
      "kill the parent", "kill the group", "signal the parent", "ptrace", "raise limits",
      "ignore limits", "map executable", "execute the heap", "descriptors",
    ])
  func sandbox(order: String) async throws {
    let (pool, _) = Probing.pool(width: 1)
    #expect(try await pool.check() == [])
    let submission = try #require(await read(pool, ["probe: \(order)\n"])[0])
    if let rejection = submission.rejection {
      #expect(rejection.detail.contains("signal 31"), "\(rejection.detail)")
      #expect(!["open", "create", "list", "descriptors"].contains(order))
    } else {
      let said = submission.stories.first?.headline
      #expect(said == "\(order == "descriptors" ? EBADF : EACCES)")
    }
    await pool.close()
  }

  @Test("wait where no process can be had, which is said once, and is no document's fault")
  func cannotStart() async throws {
    for arguments in [["refused"], ["babbling"]] {
      let (pool, events) = Probing.pool(width: 1, arguments: arguments)
      await #expect(throws: IsolationError.self) { try await pool.check() }
      async let read = read(pool, [Probing.story(1)])
      while pool.standing.trouble == nil { try await Task.sleep(for: .milliseconds(5)) }
      try await Task.sleep(for: .milliseconds(200))
      #expect(events.failures.count == 1)
      await pool.close()
      #expect(await read.map { $0 == nil } == [true])
    }
    let (pool, _) = Probing.pool(arguments: ["silent"]) { $0.startMilliseconds = 50 }
    await #expect(throws: IsolationError.self) { try await pool.check() }
  }

  @Test(
    "leave no process behind: workers go when they are idle, and when they have done their share")
  func leaving() async {
    let (pool, _) = Probing.pool(width: 1) { $0.documentsPerWorker = 10 }
    #expect(await read(pool, (0..<5).map(Probing.story)).compactMap { $0 }.count == 5)
    #expect(pool.standing.workers == 1)
    await pool.release(after: .seconds(3600))
    #expect(pool.standing.workers == 1)
    await pool.release(after: .zero)
    #expect(pool.standing.workers == 0)
    #expect(await read(pool, (0..<25).map(Probing.story)).compactMap { $0 }.count == 25)
    #expect(await read(pool, (0..<25).map(Probing.story)).compactMap { $0 }.count == 25)
    await pool.close()
    #expect(pool.standing.workers == 0 && pool.standing.lost == 0)
  }

  @Test("may be large: a document of many megabytes comes through, and its worker goes after it")
  func large() async throws {
    let (pool, events) = Probing.pool(width: 1)
    let item =
      "<item><guid>%</guid><title>Title % of a feed</title><description>"
      + String(repeating: "Words of entry %, and more of them. ", count: 30)
      + "</description></item>"
    let items = (0..<9_000).map { n in item.split(separator: "%").joined(separator: "\(n)") }
    let text = "<rss version='2.0'><channel><title>M</title>\(items.joined())</channel></rss>"
    #expect(text.utf8.count > 10 << 20)
    let read = await read(pool, [text])
    #expect(read[0]?.stories.count == 9_000, "\(read[0]?.rejection?.detail ?? "")")
    #expect(events.losses.isEmpty && pool.standing.workers == 0)
    await pool.close()
  }
}
