internal import CSQLite

/// One SQLite connection: prepared statements, bound and stepped. Not to be shared by threads.
@safe final class SQLite {
  private var connection: OpaquePointer
  private var statements: [String: OpaquePointer] = unsafe [:]

  struct Failure: Error, CustomStringConvertible {
    let code: Int32
    let words: String

    /// The file is no database, or a damaged one.
    var isCorruption: Bool {
      code & 0xFF == SQLITE_CORRUPT || code & 0xFF == SQLITE_NOTADB
    }

    var description: String { words }
  }

  enum Value {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
  }

  /// Opens a file for reading and writing, and makes it where there is none.
  convenience init(path: String) throws(Failure) {
    try self.init(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
  }

  /// Opens a file for reading. Who may not write beside it reads it as it was left, without what
  /// a crash has left in the write-ahead log.
  convenience init(reading path: String) throws(Failure) {
    try self.init(path, SQLITE_OPEN_READONLY)
    do {
      try each("SELECT count(*) FROM sqlite_schema") { _ in }
    } catch {
      guard !error.isCorruption else { throw error }
      var name = ""
      for byte in path.utf8 {
        if byte == 0x25 || byte == 0x3F || byte == 0x23 || byte >= 0x80 {
          let digits = String(byte, radix: 16, uppercase: true)
          name += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
        } else {
          name.unicodeScalars.append(Unicode.Scalar(byte))
        }
      }
      try reopen("file:\(name)?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
    }
  }

  private init(_ path: String, _ flags: Int32) throws(Failure) {
    unsafe connection = try unsafe Self.open(path, flags)
  }

  private func reopen(_ path: String, _ flags: Int32) throws(Failure) {
    let opened = try unsafe Self.open(path, flags)
    while let (_, statement) = unsafe statements.popFirst() { unsafe sqlite3_finalize(statement) }
    unsafe sqlite3_close_v2(connection)
    unsafe connection = unsafe opened
  }

  private static func open(_ path: String, _ flags: Int32) throws(Failure) -> OpaquePointer {
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened = unsafe opened else {
      let words = unsafe opened.map { unsafe String(cString: sqlite3_errmsg($0)) }
      unsafe sqlite3_close_v2(opened)
      throw Failure(code: code, words: words ?? "out of memory")
    }
    return unsafe opened
  }

  deinit {
    while let (_, statement) = unsafe statements.popFirst() { unsafe sqlite3_finalize(statement) }
    unsafe sqlite3_close_v2(connection)
  }

  /// Runs statements that give no rows and take no values.
  func execute(_ sql: String) throws(Failure) {
    try check(unsafe sqlite3_exec(connection, sql, nil, nil, nil))
  }

  /// Runs one statement, prepared once and kept.
  func run(_ sql: String, _ values: [Value]) throws(Failure) {
    try each(sql, values) { _ in }
  }

  /// Gives `body` each row.
  func each(_ sql: String, _ values: [Value] = [], _ body: (Row) -> Void) throws(Failure) {
    let statement = try unsafe prepare(sql)
    defer {
      unsafe sqlite3_reset(statement)
      unsafe sqlite3_clear_bindings(statement)
    }
    for (n, value) in values.enumerated() { try unsafe bind(value, Int32(n + 1), statement) }
    while true {
      let code = unsafe sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw failure(code) }
      unsafe body(Row(statement))
    }
  }

  /// All of `body` or nothing of it.
  func transaction(_ body: () throws(Failure) -> Void) throws(Failure) {
    try execute("BEGIN IMMEDIATE")
    do {
      try body()
      try execute("COMMIT")
    } catch {
      // The first error is the one to tell of.
      try? execute("ROLLBACK")
      throw error
    }
  }

  private func prepare(_ sql: String) throws(Failure) -> OpaquePointer {
    if let known = unsafe statements[sql] { return unsafe known }
    var made: OpaquePointer?
    try check(
      unsafe sqlite3_prepare_v3(
        connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil))
    guard let made = unsafe made else { throw failure(SQLITE_MISUSE) }
    unsafe statements[sql] = unsafe made
    return unsafe made
  }

  private func bind(_ value: Value, _ n: Int32, _ statement: OpaquePointer) throws(Failure) {
    let code: Int32
    switch value {
    case .null: code = unsafe sqlite3_bind_null(statement, n)
    case .integer(let value): code = unsafe sqlite3_bind_int64(statement, n, value)
    case .text(let text):
      let count = Int32(clamping: text.utf8.count)
      code = unsafe text.withCString { unsafe wr_sqlite_bind_text(statement, n, $0, count) }
    case .blob(let bytes):
      let count = Int32(clamping: bytes.count)
      code = unsafe bytes.withUnsafeBytes {
        unsafe wr_sqlite_bind_blob(statement, n, $0.baseAddress, count)
      }
    }
    try check(code)
  }

  private func check(_ code: Int32) throws(Failure) {
    guard code == SQLITE_OK else { throw failure(code) }
  }

  private func failure(_ code: Int32) -> Failure {
    Failure(
      code: unsafe sqlite3_extended_errcode(connection),
      words: unsafe String(cString: sqlite3_errmsg(connection)))
  }
}

/// A row while it is being read.
@safe struct Row {
  private let statement: OpaquePointer

  init(_ statement: OpaquePointer) { unsafe self.statement = unsafe statement }

  func isNull(_ n: Int32) -> Bool { unsafe sqlite3_column_type(statement, n) == SQLITE_NULL }

  func integer(_ n: Int32) -> Int64 { unsafe sqlite3_column_int64(statement, n) }

  func text(_ n: Int32) -> String? {
    guard let start = unsafe sqlite3_column_text(statement, n) else { return nil }
    let count = Int(unsafe sqlite3_column_bytes(statement, n))
    return unsafe String(
      decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func blob(_ n: Int32) -> [UInt8] {
    guard let start = unsafe sqlite3_column_blob(statement, n) else { return [] }
    let count = Int(unsafe sqlite3_column_bytes(statement, n))
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
  }
}
