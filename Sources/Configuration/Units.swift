/// A scalar that cannot be what its key wants.
struct Complaint: Error {
  /// What is wrong with it: `must be at least 1s`.
  let message: String
  /// What to do; nil for "write …" with what the key expects.
  let mend: String?

  init(_ message: String, mend: String? = nil) {
    self.message = message
    self.mend = mend
  }
}

/// Whole numbers, durations and sizes as people write them. Decimal digits only, never a trap.
enum Units {
  static let kibibyte = 1024
  static let mebibyte = 1024 * kibibyte
  static let gibibyte = 1024 * mebibyte

  /// Each unit of time and its milliseconds.
  static let ofTime: [(name: String, factor: Int64)] = [
    ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
  ]

  /// Each unit of size and its bytes: powers of 1000, and of 1024 with an `i`.
  static let ofSize: [(name: String, factor: Int64)] = [
    ("B", 1), ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
    ("KiB", Int64(kibibyte)), ("MiB", Int64(mebibyte)), ("GiB", Int64(gibibyte)),
  ]

  /// `12`, `-3`.
  static func count(_ text: String) throws(Complaint) -> Int64 {
    let (number, unit) = try split(text)
    guard unit.isEmpty else { throw Complaint("not a whole number") }
    return number
  }

  /// `30s`, `24h`, and 0, which needs no unit. In milliseconds.
  static func milliseconds(_ text: String) throws(Complaint) -> Int64 {
    let (number, unit) = try split(text)
    guard !unit.isEmpty else {
      if number == 0 { return 0 }
      throw Complaint("no unit", mend: "write \(number)s, \(number)m, \(number)h or \(number)d")
    }
    return try scaled(number, unit, ofTime, "time", "write the unit as ms, s, m, h or d")
  }

  /// `64 MiB`, `256MB`, `1048576`. In bytes.
  static func bytes(_ text: String) throws(Complaint) -> Int64 {
    let (number, unit) = try split(text)
    return unit.isEmpty
      ? number
      : try scaled(
        number, unit, ofSize, "size",
        "write the unit as KB, MB or GB (powers of 1000) or KiB, MiB or GiB (of 1024)")
  }

  /// A duration in its largest whole unit: `24h`, `1500ms`, `0`.
  static func spelled(milliseconds: Int64) -> String {
    spelled(milliseconds, ofTime.map { ($0.name, $0.factor) })
  }

  /// A size in its largest whole binary unit: `256 MiB`.
  static func spelled(bytes: Int64) -> String {
    spelled(bytes, [("", 1), (" KiB", 1 << 10), (" MiB", 1 << 20), (" GiB", 1 << 30)])
  }

  private static func spelled(_ number: Int64, _ units: [(String, Int64)]) -> String {
    guard number != 0, let unit = units.last(where: { number % $0.1 == 0 }) else { return "0" }
    return "\(number / unit.1)\(unit.0)"
  }

  /// The digits in front, and the unit behind them and at most one space.
  private static func split(_ text: String) throws(Complaint) -> (Int64, Substring) {
    let bytes = text.utf8
    let digits = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D }
    guard let first = digits.first, digits.dropFirst().allSatisfy({ $0 != 0x2D }),
      first != 0x2D || digits.count > 1
    else { throw Complaint("not a number") }
    guard let number = Int64(Substring(digits)) else { throw Complaint("too large a number") }
    var unit = text[digits.endIndex...]
    if unit.hasPrefix(".") || unit.hasPrefix(",") || unit.hasPrefix("_") {
      throw Complaint("not a whole number")
    }
    if unit.utf8.count > 1, unit.hasPrefix(" ") { unit = unit.dropFirst() }
    return (number, unit)
  }

  private static func scaled(
    _ number: Int64, _ unit: Substring, _ units: [(name: String, factor: Int64)], _ kind: String,
    _ mend: String
  ) throws(Complaint) -> Int64 {
    guard let factor = units.first(where: { $0.name == unit })?.factor else {
      if unit.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }) {
        throw Complaint("more than one number", mend: "write all of it in the smallest unit")
      }
      throw Complaint("\(quoted(String(unit))) is no unit of \(kind)", mend: mend)
    }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    guard !overflow else { throw Complaint("too large a \(kind)") }
    return product
  }
}
