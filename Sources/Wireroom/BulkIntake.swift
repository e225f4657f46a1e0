package import CopyDesk
package import Newsroom

/// Takes files in without a daemon: read, parse, decide, append, in batches; the files stay as
/// they are.
package struct BulkIntake: Sendable {
  private let writer: Writer
  private let normaliser: Normaliser
  private let source: String
  private let workers: Int
  private let maxBytes: Int

  private static let batchFiles = 512
  private static let batchBytes = 64 << 20

  package init(
    writer: Writer, source: String, workers: Int = Machine.cores, maxBytes: Int,
    normaliser: Normaliser
  ) {
    self.writer = writer
    self.source = source
    self.workers = workers
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
    let (normaliser, source, maxBytes) = (normaliser, source, maxBytes)
    for batch in files.batches(
      count: Self.batchFiles, weight: Self.batchBytes, of: \.size)
    {
      let submissions = await Workers.map(Array(batch), width: workers) { file in
        Self.submission(for: file, source: source, maxBytes: maxBytes, normaliser)
      }
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

  private static func submission(
    for file: FileWalk.File, source: String, maxBytes: Int, _ normaliser: Normaliser
  ) -> Submission {
    let id = DeliveryID.make(milliseconds: Clock.now.milliseconds)
    do throws(FileReading.Failure) {
      let bytes = try FileReading.read(file.place, limit: maxBytes)
      return normaliser.submission(
        for: Delivery(id: id, route: .ingest, source: source, name: file.path, bytes: bytes))
    } catch {
      let provenance = Provenance(
        delivery: id, route: .ingest, source: source, name: file.path, url: nil,
        byteCount: file.size, digest: nil, format: nil, charset: nil)
      let code = file.size > maxBytes ? "oversized" : "unreadable"
      return Submission(
        provenance: provenance, outcome: .rejected(Rejection(code: code, detail: error.reason)))
    }
  }
}
