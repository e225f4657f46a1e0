internal import Newsroom

/// The segment that is appended to, with what its seal and index will need.
struct ActiveSegment {
  let first: UInt64
  let file: File
  /// Bytes that are flushed.
  var bytes: Int
  /// Blocks are allocated up to here.
  var preallocated: Int
  /// When it was begun, milliseconds since 1970.
  var began: Int64
  private(set) var merkle: MerkleStack
  private(set) var offsets: LineOffsets
  private(set) var entries: [IndexEntry]
  /// Entries of lines before this segment, which its index is to keep.
  private(set) var carried: [IndexEntry] = []

  /// The seq after its last line, staged ones included.
  var nextSeq: UInt64 { first + merkle.count }

  /// A segment without lines.
  init(first: UInt64, file: File, began: Int64) {
    self.first = first
    self.file = file
    self.began = began
    bytes = 0
    preallocated = 0
    merkle = MerkleStack()
    offsets = LineOffsets(first: first)
    entries = []
  }

  /// A segment that was read.
  init(_ scan: SegmentScan, file: File, began: Int64, entries: [IndexEntry]) {
    first = scan.first
    self.file = file
    self.began = began
    bytes = scan.bytes
    preallocated = scan.bytes
    merkle = scan.merkle
    offsets = scan.offsets
    self.entries = entries
  }

  /// Takes entries of earlier lines over into this segment's index.
  mutating func carry(_ entries: [IndexEntry]) { carried.append(contentsOf: entries) }

  /// Counts a staged line, without its newline, that will stand at `offset`.
  mutating func append(_ line: UnsafeRawBufferPointer, at offset: Int, entries: [IndexEntry]) {
    unsafe merkle.append(line)
    offsets.append(offset)
    self.entries.append(contentsOf: entries)
  }
}
