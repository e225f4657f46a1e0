internal import Glibc

/// A look at a directory that is to be an inbox, before a daemon keeps it.
package enum Examination {
  /// What was looked at, and what was found.
  package struct Finding: Sendable, Equatable {
    package enum Grade: Sendable, Equatable { case well, notable, wrong }

    package let grade: Grade
    /// One sentence.
    package let text: String

    package init(_ grade: Grade, _ text: String) {
      self.grade = grade
      self.text = text
    }
  }

  /// Opens the inbox as a daemon would, tries what it would do, and leaves it as it was. Where a
  /// daemon keeps it now, or none has ever, only what can be seen from outside is looked at: what
  /// this user made there might not be the daemon's to use.
  package static func look(_ settings: InboxSettings) -> [Finding] {
    let path = BytePath(settings.path)
    let root: Descriptor
    do throws(Errno) {
      root = try System.openDirectory(path)
    } catch {
      return [
        Finding(
          .wrong,
          "\(error.text): "
            + (error.number == ENOENT
              ? "the daemon makes it where it may; better make it with the mode you want"
              : "make it a directory that the daemon's user may read and write"))
      ]
    }
    guard System.mayRename(in: root) else {
      return [Finding(.wrong, "this user may not rename in it; give it the right to write there")]
    }
    guard (try? System.facts(NameRules.claim, in: root)) != nil else {
      return [Finding(.well, "this user may rename in it; no daemon has kept it yet")]
    }
    var findings: [Finding] = []
    do throws(InboxError) {
      let folder = try Folder(settings)
      findings.append(Finding(.well, "files can be claimed by rename, on one file system"))
      findings.append(
        folder.isNetwork
          ? Finding(
            .notable,
            "a network file system: no leases and no events, so a file is taken once it has lain "
              + "still for \(settings.networkSettleTime)")
          : lease(in: folder.root))
    } catch {
      switch error.code {
      case .inUse: findings.append(Finding(.well, "a daemon keeps it now"))
      default:
        findings.append(
          Finding(
            .wrong,
            (error.cause == 0 ? "" : "\(Errno(number: error.cause).text): ") + error.hint))
      }
    }
    if let facts = try? System.facts(root), facts.isSticky {
      findings.append(
        Finding(
          .notable, "its sticky bit keeps other users' files in it, unless the daemon is root"))
    }
    return findings
  }

  /// Whether the kernel tells of writers here, tried with a file of our own.
  private static func lease(in root: borrowing Descriptor) -> Finding {
    let name = BytePath(".inbox-lease-probe")
    defer { try? System.unlink(name, in: root) }
    do throws(Errno) {
      _ = try System.makeFile(name, in: root, exclusive: false)
      let file = try System.openFile(name, in: root)
      if Lease.take(file) == .granted {
        return Finding(
          .well, "the kernel tells when a file is complete (a lease was to be had on one of ours)")
      }
    } catch {}
    return Finding(
      .notable, "no leases here: a file is taken once it has lain still for the time of `settle`")
  }
}
