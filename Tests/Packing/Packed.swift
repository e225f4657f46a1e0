internal import CArchive

/// Archives for tests, made in memory.
package enum Packed {
  /// What goes into one.
  package enum Item {
    case file(String, [UInt8])
    case folder(String)
    case link(String, to: String)
    case device(String)

    /// A file of text.
    package static func file(_ name: String, _ text: String) -> Item {
      .file(name, Array(text.utf8))
    }
  }

  package static func zip(_ items: [Item], password: String? = nil) -> [UInt8] {
    unsafe pack(items) { archive in
      unsafe archive_write_set_format_zip(archive)
      if let password {
        unsafe archive_write_set_options(archive, "zip:encryption=zipcrypt")
        unsafe archive_write_set_passphrase(archive, password)
      }
    }
  }

  /// Filters: `gzip`, `zstd`, `xz`, `bzip2`.
  package static func tar(_ items: [Item], _ filter: String? = nil) -> [UInt8] {
    unsafe pack(items) { archive in
      unsafe archive_write_set_format_pax_restricted(archive)
      // No padding to whole tapes: small archives stay small.
      unsafe archive_write_set_bytes_in_last_block(archive, 1)
      if let filter { unsafe archive_write_add_filter_by_name(archive, filter) }
    }
  }

  /// One file without a name.
  package static func single(_ bytes: [UInt8], _ filter: String) -> [UInt8] {
    unsafe pack([.file("data", bytes)]) { archive in
      unsafe archive_write_set_format_raw(archive)
      unsafe archive_write_add_filter_by_name(archive, filter)
    }
  }

  private static func pack(_ items: [Item], _ prepare: (OpaquePointer) -> Void) -> [UInt8] {
    let before = unsafe wr_use_utf8()
    defer { unsafe wr_restore_locale(before) }
    guard let archive = unsafe archive_write_new() else { return [] }
    defer { unsafe archive_write_free(archive) }
    unsafe prepare(archive)
    var room = [UInt8](repeating: 0, count: 1 << 20 + items.reduce(0) { $0 + $1.size })
    let count = unsafe room.withUnsafeMutableBytes { room in
      var used = 0
      guard
        unsafe archive_write_open_memory(archive, room.baseAddress, room.count, &used)
          == ARCHIVE_OK
      else { return 0 }
      for item in items { unsafe write(item, to: archive) }
      unsafe archive_write_close(archive)
      return used
    }
    return Array(room[..<count])
  }

  private static func write(_ item: Item, to archive: OpaquePointer) {
    wr_forget_error()
    guard let entry = unsafe archive_entry_new() else { return }
    defer { unsafe archive_entry_free(entry) }
    unsafe archive_entry_set_pathname_utf8(entry, item.name)
    unsafe archive_entry_set_perm(entry, 0o644)
    unsafe archive_entry_set_size(entry, 0)
    switch item {
    case .file(_, let bytes):
      unsafe archive_entry_set_filetype(entry, 0o100000)
      unsafe archive_entry_set_size(entry, Int64(bytes.count))
      unsafe archive_write_header(archive, entry)
      unsafe bytes.withUnsafeBytes {
        _ = unsafe archive_write_data(archive, $0.baseAddress, $0.count)
      }
    case .folder:
      unsafe archive_entry_set_filetype(entry, 0o040000)
      unsafe archive_write_header(archive, entry)
    case .link(_, let target):
      unsafe archive_entry_set_filetype(entry, 0o120000)
      unsafe archive_entry_set_symlink(entry, target)
      unsafe archive_write_header(archive, entry)
    case .device:
      unsafe archive_entry_set_filetype(entry, 0o020000)
      unsafe archive_write_header(archive, entry)
    }
  }
}

extension Packed.Item {
  fileprivate var name: String {
    switch self {
    case .file(let name, _), .folder(let name), .link(let name, _), .device(let name): name
    }
  }

  fileprivate var size: Int { if case .file(_, let bytes) = self { bytes.count } else { 0 } }
}
