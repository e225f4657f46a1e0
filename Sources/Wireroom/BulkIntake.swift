package import CopyDesk
package import Isolation
package import Newsroom

/// Takes files in without a daemon: read, parse, decide, append, in batches; the files stay as
/// they are.
package struct BulkIntake: Sendable {
  private let writer: Writer
  private let normaliser: Normaliser
  private let source: String
  private let parsers: Parsers
  private let maxBytes: Int

  private static let batchFiles = 512
  /// What a batch becomes is held until it is durable, and is several times as large.
  private static let batchBytes = 4 << 20

  package init(
    writer: Writer, source: String, parsers: Parsers, maxBytes: Int, normaliser: Normaliser
  ) {
    self.writer = writer
    self.source = source
    self.parsers = parsers
    self.maxBytes = maxBytes
    self.normaliser = normaliser
  }

  /// Why a file became no story.
  package struct Failure: Sendable {
    package let path: String
    /// The file in it, where it is an archive.
    package var member: String?
    package let rejection: Rejection
  }

  /// `progress` is called after each batch with what has become of the files so far; a batch that
  /// was reported is durable.
  package func take(
    _ files: [FileWalk.File], progress: (Tally, [Failure]) -> Void
  ) async throws -> Tally {
    var tally = Tally()
    let (source, maxBytes) = (source, maxBytes)
    for batch in files.batches(
      count: Self.batchFiles, weight: Self.batchBytes, of: \.size)
    {
      let submissions = await parsers.map(Array(batch), by: normaliser, weigh: \.size) { file in
        Self.open(file, source: source, maxBytes: maxBytes)
      }.compactMap(\.self)
      let receipts = try await writer.submit(submissions)
      var failures: [Failure] = []
      for (n, (file, receipt)) in zip(batch, receipts).enumerated() {
        tally.add(receipt)
        if let rejection = receipt.rejection, submissions[n].lost.isEmpty {
          failures.append(Failure(path: file.path, rejection: rejection))
        }
        for lost in submissions[n].lost {
          failures.append(
            Failure(path: file.path, member: lost.member.name, rejection: lost.rejection))
        }
      }
      progress(tally, failures)
    }
    return tally
  }

  private static func open(
    _ file: FileWalk.File, source: String, maxBytes: Int
  ) -> Opened<Submission> {
    let id = DeliveryID.make(milliseconds: Clock.now.milliseconds)
    do throws(FileReading.Failure) {
      let bytes = try FileReading.read(file.place, limit: maxBytes)
      return .delivery(
        Delivery(id: id, route: .ingest, source: source, name: file.path, bytes: bytes)
      ) { $0 }
    } catch {
      let provenance = Provenance(
        delivery: id, route: .ingest, source: source, name: file.path, url: nil,
        byteCount: file.size, digest: nil, format: nil, charset: nil)
      let code = file.size > maxBytes ? "oversized" : "unreadable"
      return .ready(
        Submission(
          provenance: provenance, outcome: .rejected(Rejection(code: code, detail: error.reason))))
    }
  }
}
