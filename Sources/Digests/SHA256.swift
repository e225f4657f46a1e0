internal import CCrypto
package import Newsroom

/// SHA-256 in pieces, over libcrypto, without an allocation.
package struct SHA256: ~Copyable {
  private var state = wr_sha256()

  package init() { unsafe wr_sha256_init(&state) }

  package mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    unsafe wr_sha256_update(&state, bytes.baseAddress, bytes.count)
  }

  package mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { unsafe update(UnsafeRawBufferPointer($0)) }
  }

  /// Ends the hash. The value must not be updated afterwards.
  package consuming func digest() -> Digest {
    var out: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    unsafe withUnsafeMutableBytes(of: &out) { buffer in
      if let base = buffer.baseAddress {
        unsafe wr_sha256_final(&state, base.assumingMemoryBound(to: UInt8.self))
      }
    }
    return Digest(
      words: (out.0.bigEndian, out.1.bigEndian, out.2.bigEndian, out.3.bigEndian))
  }

  /// The digest of one run of bytes.
  package static func digest(of bytes: [UInt8]) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.digest()
  }
}
