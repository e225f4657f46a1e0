internal import Archives
internal import Newsroom

/// What the files of archives become, in their order: each is a part of the delivery.
struct Gathering {
  private(set) var stories: [Story] = []
  private(set) var lost: [LostMember] = []
  private var feed: FeedInfo?
  private var breaksOff = false

  var isEmpty: Bool { stories.isEmpty && lost.isEmpty }

  private var count: Int { stories.count + lost.count }

  /// Adds what a file became.
  mutating func add(_ one: Transcript, _ file: Member) {
    let before = count
    switch one.result {
    case .failure(let rejection): lose(file, rejection)
    case .success(let list):
      for story in list {
        var story = story
        story.part += before
        story.member = file
        stories.append(story)
      }
    }
    if feed == nil { feed = one.feed }
    breaksOff = breaksOff || one.breaksOff
  }

  /// Adds what came out of the archives that are attached to a file.
  mutating func add(_ attached: Gathering, in file: Member) {
    let before = count
    for story in attached.stories {
      var story = story
      story.part += before
      story.member = story.member.map { Self.member($0, in: file) }
      stories.append(story)
    }
    for loss in attached.lost {
      lost.append(
        LostMember(
          part: loss.part + before, parts: 0, member: Self.member(loss.member, in: file),
          rejection: loss.rejection))
    }
  }

  /// Adds a file that became no story.
  mutating func lose(_ file: Member, _ rejection: Rejection) {
    lost.append(LostMember(part: count + 1, parts: 0, member: file, rejection: rejection))
  }

  private static func member(_ member: Member, in file: Member) -> Member {
    let name = [file.name, member.name].compactMap { $0 }.joined(separator: "/")
    return Member(
      name: name.isEmpty ? nil : name, format: member.format, charset: member.charset)
  }

  /// All of an archive.
  func transcript(of kind: ArchiveKind) -> Transcript {
    numbered(Transcript(format: kind.format, charset: nil, result: .success([])), from: 0)
  }

  /// What was attached to a document behind the document's own stories.
  func transcript(behind one: Transcript) -> Transcript {
    guard case .success(let own) = one.result else { return one }
    var whole = numbered(one, from: own.count)
    guard case .success(let attached) = whole.result else { return one }
    let parts = own.count + count
    whole.result = .success(
      own.map { story in
        var story = story
        story.parts = parts
        return story
      } + attached)
    return whole
  }

  private func numbered(_ transcript: Transcript, from first: Int) -> Transcript {
    var whole = transcript
    let parts = first + count
    whole.result = .success(
      stories.map { story in
        var story = story
        story.part += first
        story.parts = parts
        return story
      })
    whole.lost = lost.map {
      LostMember(part: $0.part + first, parts: parts, member: $0.member, rejection: $0.rejection)
    }
    whole.feed = whole.feed ?? feed
    whole.breaksOff = whole.breaksOff || breaksOff
    return whole
  }
}
