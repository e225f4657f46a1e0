import CPlatform
import Glibc

/// What the kernel says of a file's writers.
///
/// A read lease (fcntl(2), F_SETLEASE) is granted exactly where no descriptor and no mapping, of
/// whatever process, may write to the file. It is to be had for files of one's own; for another
/// user's it takes CAP_LEASE. So a daemon run as root, or with that capability, knows at once
/// that any file is complete, and the hardened one, which has neither, waits for files of others
/// to stand still.
enum Lease: Hashable {
  case granted
  /// EAGAIN: somebody has it open for writing, even under another name.
  case writing
  /// Another owner's file, a network, a file system without leases.
  case unavailable

  /// Takes a lease; it ends when the descriptor is closed, at once.
  static func take(_ file: borrowing Descriptor) -> Lease {
    switch wr_lease(file.raw) {
    case 0...: .granted
    case -EAGAIN: .writing
    default: .unavailable
    }
  }
}
