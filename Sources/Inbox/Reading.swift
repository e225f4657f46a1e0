import Glibc
import Newsroom

extension Inbox {
  /// Reads a claimed file wholly, from any thread, and looks at it once more: after the claim a
  /// writer who had opened it before may still be at it.
  ///
  /// The lease is asked for when the last byte is read and stat after that, so that bytes which
  /// nobody could change any more are the ones returned. Throws `unread` where the device fails.
  package static func read(_ claim: Claim) throws(InboxError) -> Reading {
    do {
      let file = try System.openFile(claim.place, in: claim.folder.claim)
      let limit = max(0, claim.folder.settings.maxBytes)
      let isOversized = claim.facts.size > Int64(limit)
      // No more than was there at the claim: stat tells below whether there is more by now.
      let room = isOversized ? 0 : Int(clamping: claim.facts.size)
      let bytes = try contents(file, room: room)
      if !claim.folder.isNetwork, Lease.take(file) == .writing { return .stillWritten }
      let facts = try System.facts(file)
      guard facts.hasSameContent(as: claim.facts), isOversized || bytes.count == Int(facts.size)
      else { return .stillWritten }
      if isOversized {
        return .rejected(
          Rejection(
            code: "oversized",
            detail: "It has \(facts.size) bytes and the limit is \(limit): raise max_size, or "
              + "split it."))
      }
      if bytes.isEmpty {
        return .rejected(Rejection(code: "empty", detail: "It has no bytes: send it again."))
      }
      return .bytes(bytes)
    } catch {
      switch error.number {
      case ENOENT: return .vanished
      case EACCES, EPERM:
        return .rejected(
          Rejection(
            code: "unreadable",
            detail: "\(error.text): let the daemon's user read the file, and put it back."))
      // A link or something else came in its place; the scan will refuse it.
      case ELOOP, ENXIO, EAGAIN, EISDIR: return .stillWritten
      case let number:
        throw InboxError(
          .unread, path: claim.folder.absolute(claim.path).printable, cause: number,
          hint: "Look at the kernel's log for errors of the device.")
      }
    }
  }

  private static func contents(_ file: borrowing Descriptor, room: Int) throws(Errno) -> [UInt8] {
    guard room > 0 else { return [] }
    var failure: Errno?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      do throws(Errno) {
        count = unsafe try System.read(file, into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
