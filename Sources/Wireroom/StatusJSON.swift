internal import CopyDesk
internal import Newsroom

// The stable form of a status: what `wireroom status --json` prints, the control socket answers and
// `<state>/status.json` holds. Documented in docs/operating.md; a member may be added, none renamed.

extension StatusReport {
  /// One line without its newline.
  package var json: [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(2048 + sources.count * 600)
    write { line += $0 }
    return line
  }

  /// The same in parts: of ten thousand feeds it is megabytes, which a file need not have at once.
  package func write(to take: ([UInt8]) -> Void) {
    var out = JSONWriter(reserving: Self.part + 4096)
    out.beginObject()
    out.member("v", 1)
    out.member("condition", condition.rawValue)
    out.member("at", at.rfc3339(milliseconds: true))
    out.member("state", state)
    out.nullable("version", version)
    out.nullable("pid", pid)
    out.nullable("started", started)
    out.member("problems", problems)
    out.key("configuration")
    out.beginObject()
    out.nullable("file", configured.file)
    out.nullable("read", configured.read)
    out.nullable("error", configured.error)
    out.member("restart_needed", configured.restartNeeded)
    out.endObject()
    out.nullable("sources_as_of", sourcesAsOf)
    out.key("sources")
    out.beginArray()
    for source in sources {
      source.write(to: &out)
      if out.count > Self.part { take(out.takePart()) }
    }
    out.endArray()
    writeRest(to: &out)
    out.endObject()
    take(out.take())
  }

  /// Of a part, in bytes.
  private static let part = 60 << 10

  private func writeRest(to out: inout JSONWriter) {
    out.key("logs")
    out.beginObject()
    for log in logs {
      out.key(named: log.name)
      out.beginObject()
      out.member("segments", log.segments)
      out.member("bytes", log.bytes)
      out.key("first_seq")
      out.int(log.firstSeq)
      out.key("last_seq")
      out.int(log.lastSeq)
      out.key("committed")
      out.int(log.committed)
      out.endObject()
    }
    out.endObject()
    out.key("disks")
    out.beginArray()
    for disk in disks {
      out.beginObject()
      out.member("paths", disk.paths)
      out.member("free", disk.free)
      out.member("size", disk.size)
      out.nullable("days_left", disk.daysLeft)
      out.endObject()
    }
    out.endArray()
    out.key("index")
    out.beginObject()
    out.nullable("keys", indexKeys)
    out.nullable("bytes", indexBytes)
    out.endObject()
    out.key("parsers")
    if let parsers {
      out.beginObject()
      out.member("workers", parsers.workers)
      out.member("lost", parsers.lost)
      out.member("rejected", parsers.rejected)
      out.endObject()
    } else {
      out.null()
    }
    out.key("memory")
    out.beginObject()
    out.nullable("resident", resident)
    out.nullable("peak", residentPeak)
    out.endObject()
  }

  /// Reads such a line; nil where it is none.
  package init?(json line: [UInt8]) {
    guard let json = try? JSONValue.parse(line), json["v"]?.intValue == 1,
      let condition = json["condition"]?.stringValue.flatMap(Condition.init),
      let at = json["at"]?.date, let state = json["state"]?.stringValue
    else { return nil }
    self.init(at: at, state: state)
    self.condition = condition
    version = json["version"]?.stringValue
    pid = json["pid"]?.intValue
    started = json["started"]?.date
    problems = json["problems"]?.strings ?? []
    configured.file = json["configuration"]?["file"]?.stringValue
    configured.read = json["configuration"]?["read"]?.date
    configured.error = json["configuration"]?["error"]?.stringValue
    configured.restartNeeded = json["configuration"]?["restart_needed"]?.strings ?? []
    sourcesAsOf = json["sources_as_of"]?.date
    sources = (json["sources"]?.arrayValue ?? []).compactMap(SourceStatus.init)
    for n in sources.indices { sources[n].day = at.day }
    logs = (json["logs"]?.members ?? []).map { member in
      var log = Log(name: member.name)
      log.segments = member.value["segments"]?.intValue ?? 0
      log.bytes = member.value["bytes"]?.intValue ?? 0
      log.firstSeq = UInt64(clamping: member.value["first_seq"]?.intValue ?? 1)
      log.lastSeq = UInt64(clamping: member.value["last_seq"]?.intValue ?? 0)
      log.committed = UInt64(clamping: member.value["committed"]?.intValue ?? 0)
      return log
    }
    disks = (json["disks"]?.arrayValue ?? []).map {
      Disk(
        paths: $0["paths"]?.strings ?? [], free: $0["free"]?.intValue ?? 0,
        size: $0["size"]?.intValue ?? 0, daysLeft: $0["days_left"]?.intValue)
    }
    indexKeys = json["index"]?["keys"]?.intValue
    indexBytes = json["index"]?["bytes"]?.intValue
    if let parsers = json["parsers"], let workers = parsers["workers"]?.intValue {
      self.parsers = Parsers(
        workers: workers, lost: parsers["lost"]?.intValue ?? 0,
        rejected: parsers["rejected"]?.intValue ?? 0)
    }
    resident = json["memory"]?["resident"]?.intValue
    residentPeak = json["memory"]?["peak"]?.intValue
  }
}

extension SourceStatus {
  fileprivate func write(to out: inout JSONWriter) {
    out.beginObject()
    out.member("name", name)
    out.member("kind", kind.rawValue)
    out.member("place", place)
    out.nullable("last_arrival", lastArrival)
    out.member("queue", queue)
    out.member("waiting", waiting)
    out.nullable("failed", failed)
    out.key("today")
    today.write(to: &out)
    out.key("since_start")
    sinceStart.write(to: &out)
    out.key("problems")
    out.beginArray()
    for problem in problems {
      out.beginObject()
      out.member("code", problem.code)
      out.member("path", problem.path)
      out.member("detail", problem.detail)
      out.endObject()
    }
    out.endArray()
    out.key("last_rejection")
    if let last = lastRejection {
      out.beginObject()
      out.member("at", last.at.rfc3339(milliseconds: true))
      out.member("name", last.name)
      out.member("code", last.code)
      out.member("detail", last.detail)
      out.endObject()
    } else {
      out.null()
    }
    out.key("polling")
    if let polling {
      polling.write(to: &out)
    } else {
      out.null()
    }
    out.endObject()
  }

  fileprivate init?(_ json: JSONValue) {
    guard let name = json["name"]?.stringValue,
      let kind = json["kind"]?.stringValue.flatMap(Kind.init),
      let place = json["place"]?.stringValue
    else { return nil }
    self.init(name: name, kind: kind, place: place)
    lastArrival = json["last_arrival"]?.date
    queue = json["queue"]?.intValue ?? 0
    waiting = json["waiting"]?.intValue ?? 0
    failed = json["failed"]?.intValue
    today = Tally(json["today"])
    sinceStart = Tally(json["since_start"])
    problems = (json["problems"]?.arrayValue ?? []).map {
      Problem(
        code: $0["code"]?.stringValue ?? "", path: $0["path"]?.stringValue ?? "",
        detail: $0["detail"]?.stringValue ?? "")
    }
    if let last = json["last_rejection"], let at = last["at"]?.date {
      lastRejection = LastRejection(
        at: at, name: last["name"]?.stringValue ?? "", code: last["code"]?.stringValue ?? "",
        detail: last["detail"]?.stringValue ?? "")
    }
    polling = json["polling"].flatMap(Polling.init)
  }
}

extension SourceStatus.Polling {
  fileprivate func write(to out: inout JSONWriter) {
    out.beginObject()
    out.member("state", state)
    out.member("words", words)
    out.nullable("last_poll", lastPoll)
    out.nullable("last_success", lastSuccess)
    out.nullable("next_poll", nextPoll)
    out.member("failures", failures)
    out.nullable("last_error", lastError)
    out.endObject()
  }

  fileprivate init?(_ json: JSONValue) {
    guard let state = json["state"]?.stringValue else { return nil }
    self.init(
      state: state, words: json["words"]?.stringValue ?? "", lastPoll: json["last_poll"]?.date,
      lastSuccess: json["last_success"]?.date, nextPoll: json["next_poll"]?.date,
      failures: json["failures"]?.intValue ?? 0, lastError: json["last_error"]?.stringValue)
  }
}

extension Tally {
  fileprivate func write(to out: inout JSONWriter) {
    out.beginObject()
    out.member("deliveries", deliveries)
    out.member("stories", stories)
    out.member("updates", updates)
    out.member("duplicates", duplicates)
    out.member("late", late)
    out.member("unchanged", unchanged)
    out.member("rejected", rejected)
    out.endObject()
  }

  fileprivate init(_ json: JSONValue?) {
    self.init()
    deliveries = json?["deliveries"]?.intValue ?? 0
    stories = json?["stories"]?.intValue ?? 0
    updates = json?["updates"]?.intValue ?? 0
    duplicates = json?["duplicates"]?.intValue ?? 0
    late = json?["late"]?.intValue ?? 0
    unchanged = json?["unchanged"]?.intValue ?? 0
    rejected = json?["rejected"]?.intValue ?? 0
  }
}

extension JSONWriter {
  fileprivate mutating func nullable(_ name: StaticString, _ date: NewsDate?) {
    nullable(name, date?.rfc3339(milliseconds: true))
  }

  fileprivate mutating func nullable(_ name: StaticString, _ number: Int?) {
    key(name)
    if let number { int(number) } else { null() }
  }
}

extension JSONValue {
  fileprivate var date: NewsDate? { stringValue.flatMap(NewsDate.init(timestamp:)) }
  fileprivate var strings: [String] { (arrayValue ?? []).compactMap(\.stringValue) }
}
