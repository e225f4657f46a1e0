internal import Glibc

/// An IPv4 or IPv6 address.
package enum IPAddress: Hashable, Sendable, CustomStringConvertible {
  case v4(UInt32)
  case v6(UInt64, UInt64)

  /// From the 4 or 16 bytes of the network's order.
  package init?(bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    func word(_ range: ArraySlice<UInt8>) -> UInt64 { range.reduce(0) { $0 << 8 | UInt64($1) } }
    switch bytes.count {
    case 4: self = .v4(UInt32(truncatingIfNeeded: word(bytes[...])))
    case 16: self = .v6(word(bytes[..<8]), word(bytes[8...]))
    default: return nil
    }
  }

  /// From the forms that `inet_pton` reads: `192.0.2.1`, `2001:db8::1`. A zone (`%eth0`) is cut.
  package init?(_ text: String) {
    let text = text.split(separator: "%", maxSplits: 1).first.map(String.init) ?? ""
    var v4 = in_addr()
    if unsafe inet_pton(AF_INET, text, &v4) == 1 {
      self = .v4(UInt32(bigEndian: v4.s_addr))
      return
    }
    var v6 = in6_addr()
    guard unsafe inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
    let bytes = unsafe withUnsafeBytes(of: &v6) { unsafe Array($0) }
    self.init(bytes: bytes)
  }

  package var description: String {
    switch self {
    case .v4(let a):
      return "\(a >> 24).\(a >> 16 & 255).\(a >> 8 & 255).\(a & 255)"
    case .v6(let high, let low):
      return (0..<8).map { n in
        let word = n < 4 ? high >> UInt64(48 - 16 * n) : low >> UInt64(112 - 16 * n)
        return String(word & 0xFFFF, radix: 16)
      }.joined(separator: ":")
    }
  }
}

/// All addresses that begin with the same bits: `10.0.0.0/8`.
package struct AddressRange: Hashable, Sendable {
  private let address: IPAddress
  private let bits: Int

  package init(_ address: IPAddress, bits: Int) {
    self.address = address
    self.bits = bits
  }

  /// From `127.0.0.0/8` or a single address; nil for what is neither.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, let address = IPAddress(String(first)) else {
      return nil
    }
    let width =
      switch address {
      case .v4: 32
      case .v6: 128
      }
    var bits = width
    if parts.count == 2 {
      guard let given = Int(parts[1]), (0...width).contains(given) else { return nil }
      bits = given
    }
    self.init(address, bits: bits)
  }

  package func contains(_ other: IPAddress) -> Bool {
    switch (address, other) {
    case (.v4(let a), .v4(let b)):
      return bits == 0 || (a ^ b) >> UInt32(32 - bits) == 0
    case (.v6(let high, let low), .v6(let otherHigh, let otherLow)):
      // Swift's shift by 64 gives 0, which is what a prefix of no bits needs.
      return (high ^ otherHigh) >> UInt64(64 - min(bits, 64)) == 0
        && (bits <= 64 || (low ^ otherLow) >> UInt64(128 - bits) == 0)
    default:
      return false
    }
  }
}

/// What of the operator's own network a feed may reach.
package struct AddressAllowance: Hashable, Sendable {
  package var ranges: [AddressRange]
  /// Names in lower case whose addresses are allowed, whatever they are.
  package var hosts: [String]

  package init(ranges: [AddressRange] = [], hosts: [String] = []) {
    self.ranges = ranges
    self.hosts = hosts
  }

  /// Public addresses only.
  package static let none = AddressAllowance()

  /// From ranges and host names as an operator lists them; names which of them are neither.
  package static func parse(_ entries: [String]) -> (AddressAllowance, wrong: [String]) {
    var allowance = AddressAllowance()
    var wrong: [String] = []
    for entry in entries {
      if let range = AddressRange(entry) {
        allowance.ranges.append(range)
      } else if entry.isEmpty || entry.contains(where: { "/: @?#".contains($0) }) {
        wrong.append(entry)
      } else {
        allowance.hosts.append(entry.lowercased())
      }
    }
    return (allowance, wrong)
  }
}
