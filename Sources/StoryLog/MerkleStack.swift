internal import Digests
internal import Newsroom

/// The Merkle tree hash of RFC 6962, section 2.1, grown leaf by leaf: it keeps one node for each
/// bit of the count, so a segment is sealed without being read again.
///
/// A leaf is a line without its newline: what a consumer holds in its hand.
struct MerkleStack {
  private var nodes: [Digest] = []
  private(set) var count: UInt64 = 0

  init() {}

  /// Adds a line.
  mutating func append(_ line: UnsafeRawBufferPointer) {
    var hash = SHA256()
    unsafe Self.leafPrefix.withUnsafeBytes { unsafe hash.update($0) }
    unsafe hash.update(line)
    nodes.append(hash.digest())
    var pairs = count
    count += 1
    while pairs & 1 == 1, let right = nodes.popLast(), let left = nodes.popLast() {
      nodes.append(Self.node(left, right))
      pairs >>= 1
    }
  }

  /// The tree's hash; that of nothing is SHA-256 of nothing.
  var root: Digest {
    guard var root = nodes.last else { return SHA256().digest() }
    for left in nodes.dropLast().reversed() { root = Self.node(left, root) }
    return root
  }

  private static let leafPrefix: [UInt8] = [0]

  private static func node(_ left: Digest, _ right: Digest) -> Digest {
    let l = left.words
    let r = right.words
    // The prefix 1 is the last byte of the first word; the seven before it are not hashed.
    let words = (
      UInt64(1).bigEndian, l.0.bigEndian, l.1.bigEndian, l.2.bigEndian, l.3.bigEndian,
      r.0.bigEndian, r.1.bigEndian, r.2.bigEndian, r.3.bigEndian
    )
    var hash = SHA256()
    unsafe withUnsafeBytes(of: words) {
      unsafe hash.update(UnsafeRawBufferPointer(rebasing: $0.dropFirst(7)))
    }
    return hash.digest()
  }
}
