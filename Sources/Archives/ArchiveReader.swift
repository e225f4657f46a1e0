internal import CArchive
internal import CZlib
internal import Glibc
internal import Newsroom

/// libarchive over bytes in memory: the members of one archive, one at a time. Nothing is written
/// anywhere, no program started.
///
/// `@safe`: the handle is this class's own, and the bytes are lent by `read` for its lifetime.
@safe final class ArchiveReader {
  private let handle: OpaquePointer
  private let kind: ArchiveKind
  /// The last bytes of the archive.
  private let tail: [UInt8]
  private var entry: OpaquePointer?
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// What the next member is.
  struct Header {
    var name: String?
    var kind: Kind
    var isEncrypted: Bool
    enum Kind { case file, folder, link, device }
  }

  /// The archive cannot be read any further.
  struct Damage: Error {
    let words: String

    /// What is whole by its length and is not what was packed.
    static let checksum = Damage(words: "a checksum is wrong").rejection

    var rejection: Rejection {
      Rejection(
        code: "damaged-archive",
        detail: "The archive is damaged, breaks off here or holds nothing: \(words). Deliver it "
          + "again, whole.")
    }
  }

  /// Calls `body` with a reader of `bytes`; nil where there is no memory for one.
  static func read<Answer>(
    _ bytes: [UInt8], as kind: ArchiveKind, _ body: (ArchiveReader) throws(Rejection) -> Answer
  ) throws(Rejection) -> Answer? {
    let before = unsafe wr_use_utf8()
    defer { unsafe wr_restore_locale(before) }
    return try unsafe bytes.span.bytes.withUnsafeBytes { bytes throws(Rejection) in
      guard let reader = unsafe ArchiveReader(bytes, as: kind) else { return nil }
      return try body(reader)
    }
  }

  private init?(_ bytes: UnsafeRawBufferPointer, as kind: ArchiveKind) {
    guard let handle = unsafe archive_read_new() else { return nil }
    unsafe self.handle = unsafe handle
    self.kind = kind
    tail = unsafe Array(bytes.suffix(8))
    // One layer is undone, the one that was sniffed: libarchive by itself would undo 25, and what
    // passes between two of them nobody could count.
    switch kind {
    case .zip: unsafe archive_read_support_format_zip(handle)
    case .tar: unsafe archive_read_support_format_tar(handle)
    case .gzip: unsafe archive_read_append_filter(handle, ARCHIVE_FILTER_GZIP)
    case .zstd: unsafe archive_read_append_filter(handle, ARCHIVE_FILTER_ZSTD)
    case .xz: unsafe archive_read_append_filter(handle, ARCHIVE_FILTER_XZ)
    case .bzip2: unsafe archive_read_append_filter(handle, ARCHIVE_FILTER_BZIP2)
    }
    if kind != .zip, kind != .tar {
      // Not its format "empty", which takes for nothing what only breaks off.
      unsafe archive_read_support_format_tar(handle)
      unsafe archive_read_support_format_raw(handle)
    }
    // An error shows again at the first header.
    unsafe archive_read_open_memory(handle, bytes.baseAddress, bytes.count)
  }

  deinit { unsafe archive_read_free(handle) }

  /// The next member; nil behind the last one.
  func next() throws(Damage) -> Header? {
    unsafe entry = nil
    wr_forget_error()
    switch unsafe archive_read_next_header(handle, &entry) {
    // A warning is about a name or a time.
    case ARCHIVE_OK, ARCHIVE_WARN: break
    case ARCHIVE_EOF: return nil
    default: throw damage
    }
    guard let entry = unsafe entry else { return nil }
    let kind: Header.Kind =
      switch unsafe wr_member_kind(entry) {
      case WR_MEMBER_FILE: .file
      case WR_MEMBER_FOLDER: .folder
      case WR_MEMBER_LINK: .link
      default: .device
      }
    return Header(
      name: unsafe name(of: entry), kind: kind,
      isEncrypted: unsafe archive_entry_is_encrypted(entry) != 0)
  }

  /// The bytes of the member: of those beyond `limit` only how many there are is told to `spend`,
  /// and the answer is nil.
  func content(
    limit: Int, spend: (Int) throws(Rejection) -> Void
  ) throws(Rejection) -> Result<[UInt8]?, Damage> {
    var content: [UInt8] = []
    var isWhole = true
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe archive_read_data(handle, $0.baseAddress, $0.count)
      }
      if count == 0 { return .success(isWhole ? content : nil) }
      guard count > 0, count <= buffer.count else { return .failure(damage) }
      try spend(count)
      if isWhole, content.count + count <= limit {
        content.append(contentsOf: buffer[..<count])
      } else {
        isWhole = false
        content = []
      }
    }
  }

  /// Whether what came out of a packed single file is what went in, where only the archive's tail
  /// tells: libarchive passes over gzip's checksum. False only where that is certainly wrong, for a
  /// gzip may have several parts, or bytes behind it.
  func vouches(for content: [UInt8]) -> Bool {
    func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
      bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    guard kind == .gzip, isSingle, tail.count == 8,
      number(tail[4...]) == UInt32(truncatingIfNeeded: content.count)
    else { return true }
    let checksum = unsafe content.withUnsafeBufferPointer {
      unsafe crc32(0, $0.baseAddress, UInt32(clamping: $0.count))
    }
    return checksum == UInt(number(tail[..<4]))
  }

  private var isSingle: Bool {
    unsafe archive_format(handle) & ARCHIVE_FORMAT_BASE_MASK == ARCHIVE_FORMAT_RAW
  }

  /// The longest name that a record bears; tar allows a megabyte.
  private static let longestName = 1024

  private func name(of entry: OpaquePointer) -> String? {
    guard !isSingle, let name = unsafe wr_member_name(entry)
    else { return nil }
    let bytes = unsafe UnsafeBufferPointer(
      start: name, count: strnlen(name, Self.longestName))
    let text = unsafe String(decoding: bytes.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.isEmpty ? nil : text
  }

  private var damage: Damage {
    let words = unsafe archive_error_string(handle).map { unsafe String(cString: $0) }
    return Damage(words: words ?? "no reason was given")
  }
}
