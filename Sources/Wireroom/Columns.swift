/// Text in columns, for a person's terminal.
package enum Columns {
  /// The rows with their cells padded to the width of their column, two spaces between; the last
  /// cell of a row is not padded.
  package static func align(_ rows: [[String]]) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (n, cell) in row.enumerated() {
        if n == widths.count { widths.append(0) }
        // A row's last cell may be as long as it likes.
        if n < row.count - 1 { widths[n] = max(widths[n], cell.count) }
      }
    }
    return rows.map { row in
      row.enumerated().map { n, cell in
        n == row.count - 1
          ? cell : cell + String(repeating: " ", count: max(0, widths[n] - cell.count))
      }.joined(separator: "  ")
    }
  }

  /// `12.3 GiB`: three figures at most.
  package static func size(_ bytes: Int) -> String {
    var value = Double(max(0, bytes))
    for unit in ["bytes", "KiB", "MiB", "GiB"] {
      if value < 1000 || unit == "bytes" && bytes < 1024 {
        if unit == "bytes" { return "\(bytes) \(bytes == 1 ? "byte" : "bytes")" }
        return "\(tenths(value)) \(unit)"
      }
      value /= 1024
    }
    return "\(tenths(value)) TiB"
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return value >= 100 || tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  /// `12 s`, `3 min`, `5 h`, `12 days`: about how long.
  package static func span(milliseconds: Int64) -> String {
    let seconds = max(0, milliseconds) / 1000
    if seconds < 120 { return "\(seconds) s" }
    if seconds < 7200 { return "\(seconds / 60) min" }
    if seconds < 172_800 { return "\(seconds / 3600) h" }
    return "\(seconds / 86_400) days"
  }
}
