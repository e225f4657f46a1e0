/// Which addresses a feed may be fetched from: those that are the whole world's.
///
/// It judges the address that is about to be connected to, so no spelling of a URL, no redirect
/// and no name that changes its mind between two lookups gets round it. Source: the IANA
/// special-purpose address registries (RFC 6890).
package enum AddressPolicy {
  /// What kind of address it is where it is not to be connected to, else nil.
  package static func refusal(
    of address: IPAddress, host: String, allowed: AddressAllowance
  ) -> String? {
    guard let kind = specialKind(of: address) else { return nil }
    if allowed.ranges.contains(where: { $0.contains(address) }) { return nil }
    return allowed.hosts.contains(host) ? nil : kind
  }

  /// The registry's word for an address that is not public; nil for a public one.
  package static func specialKind(of address: IPAddress) -> String? {
    switch address {
    case .v4:
      return special4.first { $0.range.contains(address) }?.kind
    case .v6(let high, let low):
      // Networks with IPv6 alone reach the old Internet so (RFC 6052): what it stands for counts.
      if high == 0x0064_ff9b_0000_0000, low >> 32 == 0 {
        return specialKind(of: .v4(UInt32(truncatingIfNeeded: low))).map { "NAT64 of \($0)" }
      }
      if let named = special6.first(where: { $0.range.contains(address) }) { return named.kind }
      // All that is given out lies in 2000::/3.
      return high >> 61 == 1 ? nil : "reserved"
    }
  }

  private typealias Special = (range: AddressRange, kind: String)

  private static func table(_ rows: [(String, String)]) -> [Special] {
    rows.compactMap { text, kind in AddressRange(text).map { ($0, kind) } }
  }

  private static let special4 = table([
    ("0.0.0.0/8", "this host"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "shared"),
    ("127.0.0.0/8", "loopback"),
    // Azure hands out secrets at this one address, which looks public.
    ("168.63.129.16/32", "cloud metadata"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "protocol assignment"),
    ("192.0.2.0/24", "documentation"),
    ("192.88.99.0/24", "6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
  ])

  private static let special6 = table([
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::ffff:0:0/96", "IPv4-mapped"),
    ("::/96", "IPv4-compatible"),
    ("64:ff9b:1::/48", "local NAT64"),
    ("100::/64", "discard"),
    ("2001::/32", "Teredo"),
    ("2001:2::/48", "benchmarking"),
    ("2001::/23", "protocol assignment"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("3fff::/20", "documentation"),
    ("fc00::/7", "unique-local"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
  ])
}
