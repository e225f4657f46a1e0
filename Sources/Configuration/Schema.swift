// The one table of all that may stand in the configuration. The reader of the file, the near name
// of an unknown key, the names of the environment variables and the test of config/wireroom.yaml
// all follow it: a new key is one row here and one member of its struct.
//
// Each row: the key, what its value may be, the member that it sets, the default as it is written
// in the file (a test holds it against the member's), and one sentence, which config/wireroom.yaml
// repeats.

extension Configuration {
  static let schema: [Key<Configuration>] = [
    .value(
      "state", .folder, \.state, default: "/var/lib/wireroom",
      "The folder for the logs, their indexes and all else that must outlive a restart."),
    .list(
      "inboxes", 0...256, of: InboxConfiguration.schema,
      blank: InboxConfiguration(name: "", path: ""), \.inboxes,
      "The folders into which stories are dropped."),
    .list(
      "feeds", 0...10_000, of: FeedConfiguration.schema,
      blank: FeedConfiguration(name: "", url: ""), \.feeds,
      "The addresses that are asked for their stories again and again."),
    .value(
      "feeds_file", .file, \.feedsFile, default: "feeds.yaml",
      "The file of more feeds, of the same form, that the command 'wireroom feeds' writes."),
    .group(
      "polling", PollingConfiguration.schema, \.polling, "How feeds are polled, all of them."),
    .group(
      "log", LogConfiguration.schema, \.log,
      "How the append-only logs are cut into segments, and how long those are kept."),
    .group("dedup", DedupConfiguration.schema, \.dedup, "What counts as the same story."),
    .group("record", RecordConfiguration.schema, \.record, "What a record holds."),
    .list(
      "mappings", 0...256, of: MappingConfiguration.schema,
      blank: MappingConfiguration(name: "", root: ""), \.mappings,
      "How XML of a vendor's own, which no parser knows, becomes stories."),
    .value(
      "workers", .count(0...1024), \.workers, default: "0",
      "How many stories are parsed at the same time; 0 is as many as there are cores."),
    .value(
      "isolation", .choice(of: IsolationMode.self), \.isolation, default: "processes",
      "Where they are parsed: in processes that may do nothing else, or, by none, in the daemon."),
    .value(
      "log_level", .choice(of: LogLevel.self), \.logLevel, default: "info",
      "How much the daemon says about itself: trace, debug, info, notice, warning or error."),
  ]
}

extension InboxConfiguration {
  static let schema: [Key<InboxConfiguration>] = [
    .value(
      "name", .sourceName, \.name, default: nil,
      "The source that stands in every record that came by this inbox."),
    .value("path", .folder, \.path, default: nil, "The inbox itself."),
    .value(
      "scan_interval", .duration(.seconds(1) ... .days(1)), \.scanInterval, default: "30s",
      "How often the whole inbox is looked through, whatever the kernel has told of it."),
    .value(
      "polling", .flag, \.polling, default: "false",
      "Look only every scan_interval and never ask the kernel, as network file systems need."),
    .value(
      "marker", .marker, \.marker, default: "null",
      "The ending of the marker file whose arrival says that the file beside it is complete."),
    .value(
      "max_size", .size(Units.kibibyte...Units.gibibyte), \.maxSize, default: "64 MiB",
      "A larger file is moved to _failed unread."),
    .value(
      "depth", .count(0...32), \.depth, default: "8",
      "How many levels of folders below the inbox are watched; 0 is only the inbox itself."),
    .names(
      "sources", .folders, \.sources,
      "Folders below the inbox whose files bear a source name of their own."),
    .value(
      "settle", .duration(.milliseconds(100) ... .hours(1)), \.settle, default: "2s",
      "How long a file must lie unchanged to be complete, where the kernel cannot tell."),
    .value(
      "keep_done", .duration(.hours(1) ... .days(36_500), forEver: .null), \.keepDone,
      default: "30d",
      "How long a file that was read stays in _done; null is for ever."),
  ]
}

extension FeedConfiguration {
  static let schema: [Key<FeedConfiguration>] = [
    .value(
      "name", .sourceName, \.name, default: nil,
      "The source that stands in every record that came by this feed."),
    .value(
      "url", .webAddress, \.url, default: nil,
      "Where it is; any format that Wireroom reads may be served there."),
    .value(
      "interval", .duration(.seconds(1) ... .days(30)), \.interval, default: "15m",
      "How often it is asked, until its own rhythm is known."),
    .value(
      "min_interval", .duration(.seconds(1) ... .days(30)), \.minInterval, default: "5m",
      "It is never asked more often, whatever its rhythm is."),
    .value(
      "max_interval", .duration(.seconds(1) ... .days(30)), \.maxInterval, default: "4h",
      "It is never asked less often, unless its server asks for that."),
    .value(
      "timeout", .duration(.seconds(1) ... .hours(1)), \.timeout, default: "2m",
      "How long one request may take as a whole."),
    .value(
      "max_size", .size(Units.kibibyte...Units.gibibyte), \.maxSize, default: "16 MiB",
      "A larger response is given up, measured when unpacked."),
    .value(
      "credential", .optionalName, \.credential, default: "null",
      "The name of the systemd credential that holds user:password for it."),
    .value(
      "proxy", .proxy, \.proxy, default: "null",
      "The proxy that it is fetched through; the environment's is never used."),
    .value(
      "allow", .addresses, \.allow, default: "null",
      "Addresses of your own network that it may be fetched from, parted by commas."),
    .headers(
      "headers", \.headers,
      "Headers that are sent with each request, to its own host only."),
    .value(
      "certificates", .optionalFile, \.certificates, default: "null",
      "A file of certificates to trust in place of the system's, for an authority of your own."),
    .value(
      "pages", .flag, \.pages, default: "false",
      "Take a page of the web for a story; else a page in place of a feed is an error."),
    .value(
      "title", .label, \.title, default: "null",
      "What people call it; for lists of feeds, it stands in no record."),
    .value(
      "folder", .label, \.folder, default: "null",
      "Where a list of feeds files it: World/Europe is a folder in a folder."),
    .value(
      "paused", .flag, \.paused, default: "false", "Leave it alone until this is false again."),
  ]
}

extension PollingConfiguration {
  static let schema: [Key<PollingConfiguration>] = [
    .value(
      "contact", .contact, \.contact, default: "null",
      "Whom a server's owner may write to; it stands in the user agent."),
    .value(
      "host_gap", .duration(.zero ... .hours(1)), \.hostGap, default: "2s",
      "The least time between two requests to one host."),
    .value(
      "concurrency", .count(1...1024), \.concurrency, default: "64",
      "How many requests may be under way at the same time."),
    .value(
      "keep_raw", .duration(.hours(1) ... .days(36_500)), \.keepRaw, default: "30d",
      "How long a response that bore news is kept, packed, in the folder raw of the state."),
  ]
}

extension LogConfiguration {
  static let schema: [Key<LogConfiguration>] = [
    .value(
      "roll_size", .size(64 * Units.kibibyte...1024 * Units.gibibyte), \.rollSize,
      default: "256 MiB",
      "A segment that has grown to this size is sealed and a new one begun."),
    .value(
      "roll_interval", .duration(.seconds(1) ... .days(366)), \.rollInterval, default: "24h",
      "A segment that has reached this age is sealed, whatever its size."),
    .value(
      "roll_gap", .duration(.zero ... .hours(1)), \.rollGap, default: "10s",
      "The least time between two rolls, so that those who follow the log miss none."),
    .value(
      "keep", .duration(.hours(1) ... .days(36_500), forEver: .null), \.keep, default: "null",
      "How long a sealed segment is kept; null is for ever."),
  ]
}

extension DedupConfiguration {
  static let schema: [Key<DedupConfiguration>] = [
    .value(
      "horizon", .duration(.hours(1) ... .days(36_500), forEver: .zero), \.horizon,
      default: "90d",
      "For how long a text that comes again is a duplicate; 0 is for ever."),
    .value(
      "updates_per_day", .count(1...100_000), \.updatesPerDay, default: "24",
      "How many updates of one story are recorded in a day; what is beyond is only counted."),
  ]
}

extension RecordConfiguration {
  static let schema: [Key<RecordConfiguration>] = [
    .value(
      "html_body", .flag, \.htmlBody, default: "true",
      "Keep a cleaned html body beside the plain text, where the source had markup.")
  ]
}

extension MappingConfiguration {
  static let schema: [Key<MappingConfiguration>] = [
    .value(
      "name", .sourceName, \.name, default: nil, "What the mapping is called, in messages."),
    .value(
      "root", .elementName, \.root, default: nil,
      "The root element of the documents that it reads, without a prefix."),
    .value(
      "namespace", .optional(.namespaceName), \.namespace, default: "null",
      "The namespace of that element; null is any or none."),
    .names(
      "namespaces", .namespaces, \.namespaces,
      "Prefixes for the paths below, and the namespace that each stands for."),
    .value(
      "item", .optional(.path), \.item, default: "null",
      "The path of each story where a document has several; null is one story."),
    .group(
      "fields", fieldDocs.map { .paths($0.name, \.[$0.name], $0.doc) }, \.fields,
      "The paths of the story's parts, from the item on."),
  ]
}
