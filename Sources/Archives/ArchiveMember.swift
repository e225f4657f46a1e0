package import Newsroom

/// A file that lies in an archive.
package struct ArchiveMember: Sendable {
  /// As the archive names it, the archives that it lies in before it, parted by `/`. Data only: it
  /// is never a path to anything. Nil where no archive gives a name.
  package var name: String?
  /// Its bytes, or why it cannot be had.
  package var content: Result<[UInt8], Rejection>

  package init(name: String?, content: Result<[UInt8], Rejection>) {
    self.name = name
    self.content = content
  }
}
