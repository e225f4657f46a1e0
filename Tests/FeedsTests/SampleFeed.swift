@testable import Feeds

/// A small feed with these entries.
func sampleFeed(_ entries: [String]) -> [UInt8] {
  let items = entries.map { "<item><guid>\($0)</guid><title>Story \($0)</title></item>" }
  return Array("<rss version=\"2.0\"><channel>\(items.joined())</channel></rss>".utf8)
}

/// The whole of 127.0.0.0/8.
let loopback = AddressAllowance.parse(["127.0.0.0/8"]).0
