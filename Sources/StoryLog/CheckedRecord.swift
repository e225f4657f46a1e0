internal import Digests
internal import Newsroom

/// One line of JSON, whole numbers and digests only, whose last member `check` is the SHA-256 of
/// all bytes before `,"check"`: the small files beside the segments can be read with `jq` and
/// cannot be taken for whole when they are not.
struct CheckedRecord {
  private var bytes: [UInt8] = []

  init() {
    // One is made for each commit.
    bytes.reserveCapacity(512)
    bytes.append(contentsOf: #"{"v":1"#.utf8)
  }

  mutating func add(_ key: StaticString, _ number: some BinaryInteger) {
    open(key)
    bytes.append(contentsOf: number.description.utf8)
  }

  mutating func add(_ key: StaticString, _ digest: Digest) {
    open(key)
    bytes.append(UInt8(ascii: "\""))
    HexText(digest).append(to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func open(_ key: StaticString) {
    bytes.append(contentsOf: ",\"".utf8)
    unsafe bytes.append(
      contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(contentsOf: "\":".utf8)
  }

  /// The line with its check and newline, filled with spaces up to `width` bytes.
  func line(width: Int = 0) -> [UInt8] {
    var record = self
    let check = SHA256.digest(of: bytes)
    record.add("check", check)
    record.bytes.append(UInt8(ascii: "}"))
    let padding = width - record.bytes.count - 1
    if padding > 0 { record.bytes.append(contentsOf: repeatElement(0x20, count: padding)) }
    record.bytes.append(UInt8(ascii: "\n"))
    return record.bytes
  }

  /// Reads a line back; nil where a byte of it is not what was written.
  init?(line: [UInt8]) {
    guard line.last == UInt8(ascii: "\n"), let brace = line.lastIndex(of: UInt8(ascii: "}")),
      line[(brace + 1)...].dropLast().allSatisfy({ $0 == 0x20 })
    else { return nil }
    let key = Array(#","check":""#.utf8)
    let start = brace - 65 - key.count
    guard start > 0, line[start..<start + key.count].elementsEqual(key),
      line[brace - 1] == UInt8(ascii: "\""),
      let check = Digest(hexDigits: line.span, at: start + key.count)
    else { return nil }
    let body = Array(line[..<start])
    guard check == SHA256.digest(of: body), body.starts(with: Self().bytes) else { return nil }
    bytes = body
  }

  /// A whole number's member, nil where there is none.
  func number<Number: FixedWidthInteger>(_ key: StaticString, as type: Number.Type = Number.self)
    -> Number?
  {
    guard let start = value(key) else { return nil }
    let digits = bytes[start...].prefix { (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    return Number(String(decoding: digits, as: UTF8.self))
  }

  /// A digest's member, nil where there is none.
  func digest(_ key: StaticString) -> Digest? {
    value(key).flatMap { Digest(hexDigits: bytes.span, at: $0 + 1) }
  }

  /// Where a member's value begins.
  private func value(_ key: StaticString) -> Int? {
    let wanted = Array(",\"\(key)\":".utf8)
    guard bytes.count > wanted.count else { return nil }
    for start in 0..<bytes.count - wanted.count
    where bytes[start] == wanted[0] && bytes[start..<start + wanted.count] == wanted[...] {
      return start + wanted.count
    }
    return nil
  }
}
