/// Query parameters that say where a reader came from and never what is shown, each with its owner.
/// Words that some site uses for something else (`ref`, `source`, `cid`, `feature`, `mod`) are
/// tracking only on the sites of their owner, or not at all.
struct TrackingParameters {
  /// Prefixes on any site.
  private static let prefixes: [(prefix: String, owner: String)] = [
    ("utm_", "Google Analytics, by Urchin's old name"),
    ("mtm_", "Matomo"),
    ("hsa_", "HubSpot Ads"),
    ("fb_action_", "Facebook Open Graph"),
  ]

  /// Names on any site.
  private static let names: [String: String] = [
    "gclid": "Google Ads", "gclsrc": "Google Ads", "gbraid": "Google Ads",
    "wbraid": "Google Ads", "gad_source": "Google Ads", "gad_campaignid": "Google Ads",
    "dclid": "Google Campaign Manager", "srsltid": "Google Merchant Center",
    "_ga": "Google Analytics", "_gl": "Google Analytics",
    "fbclid": "Facebook", "igshid": "Instagram", "igsh": "Instagram",
    "msclkid": "Microsoft Advertising",
    "yclid": "Yandex Direct", "ysclid": "Yandex Search", "_openstat": "Openstat",
    "twclid": "X Ads", "ref_src": "X, on links from embedded posts",
    "__twitter_impression": "X",
    "ttclid": "TikTok", "li_fat_id": "LinkedIn", "rdt_cid": "Reddit", "ScCid": "Snapchat",
    "mc_cid": "Mailchimp", "mc_eid": "Mailchimp", "mkt_tok": "Marketo",
    "_hsenc": "HubSpot", "_hsmi": "HubSpot", "__hssc": "HubSpot", "__hstc": "HubSpot",
    "__hsfp": "HubSpot", "hsCtaTracking": "HubSpot",
    "vero_id": "Vero", "vero_conv": "Vero", "_kx": "Klaviyo",
    "oly_enc_id": "Omeda", "oly_anon_id": "Omeda",
    "s_kwcid": "Adobe Advertising", "ef_id": "Adobe Advertising",
    "cmpid": "Adobe Analytics campaigns: Bloomberg, Gannett and others",
    "wt_mc": "Mapp (Webtrekk)", "wt_zmc": "Mapp (Webtrekk)", "WT.mc_id": "Webtrends",
    "pk_campaign": "Matomo (Piwik)", "pk_kwd": "Matomo (Piwik)",
    "piwik_campaign": "Matomo (Piwik)", "piwik_kwd": "Matomo (Piwik)",
    "ns_mchannel": "Comscore", "ns_source": "Comscore", "ns_campaign": "Comscore",
    "ns_linkname": "Comscore", "ns_fee": "Comscore",
    "xtor": "AT Internet", "at_medium": "AT Internet", "at_campaign": "AT Internet",
    "at_custom1": "AT Internet", "at_custom2": "AT Internet", "at_custom3": "AT Internet",
    "at_custom4": "AT Internet", "at_format": "AT Internet", "at_creation": "AT Internet",
    "at_variant": "AT Internet",
    "guccounter": "Yahoo consent", "guce_referrer": "Yahoo consent",
    "guce_referrer_sig": "Yahoo consent",
    "PHPSESSID": "a reader's session, by PHP", "phpsessid": "a reader's session, by PHP",
    "jsessionid": "a reader's session, by Java", "JSESSIONID": "a reader's session, by Java",
  ]

  /// Whole parameters on any site.
  private static let parameters: [String: String] = [
    "partner=rss": "The New York Times and others, on links in their feeds",
    "partner=rssnyt": "The New York Times",
  ]

  /// Names, or prefixes where a `*` ends them, on the sites of their owner: its domain and all
  /// below it.
  private static let owned: [(domain: [UInt8], names: [String])] = [
    (Array(".bbc.co.uk".utf8), ["at_*", "ns_*", "ocid", "xtor"]),
    (Array(".bbc.com".utf8), ["at_*", "ns_*", "ocid", "xtor"]),
    (Array(".nytimes.com".utf8), ["smid", "smtyp", "emc", "partner"]),
    (Array(".dailymail.co.uk".utf8), ["ito"]),
    (Array(".thisismoney.co.uk".utf8), ["ito"]),
    (Array(".metro.co.uk".utf8), ["ito"]),
    (Array(".theguardian.com".utf8), ["CMP"]),
    (Array(".youtube.com".utf8), ["feature", "si"]),
    (Array(".youtu.be".utf8), ["feature", "si"]),
    (Array(".twitter.com".utf8), ["s", "ref_url"]),
    (Array(".x.com".utf8), ["s", "ref_url"]),
  ]

  private let host: ArraySlice<UInt8>

  /// The parameters for the pages of `host`.
  init(on host: ArraySlice<UInt8>) { self.host = host }

  /// What is tracking on this host beyond what is so anywhere.
  private var ownNames: [String] {
    var names: [String] = []
    for site in Self.owned {
      // The domain itself, or one below it.
      let isSite = host.count + 1 == site.domain.count
      let end = isSite ? site.domain.dropFirst() : site.domain[...]
      if host.count >= end.count, host.suffix(end.count).elementsEqual(end) { names += site.names }
    }
    return names
  }

  /// Whether a parameter (`name=value` or `name`, escapes normalised) is tracking.
  func contains(_ parameter: ArraySlice<UInt8>) -> Bool {
    var whole = parameter
    // Links that were escaped once too often come with `&amp;` between their parameters.
    if whole.starts(with: "amp;".utf8) { whole = whole.dropFirst(4) }
    let bytes = whole.prefix { $0 != UInt8(ascii: "=") }
    if Self.prefixes.contains(where: { Self.begins(bytes, with: $0.prefix) }) { return true }
    let name = String(decoding: bytes, as: UTF8.self)
    if Self.names[name] != nil { return true }
    if bytes.count < whole.count,
      Self.parameters[String(decoding: whole, as: UTF8.self)] != nil
    {
      return true
    }
    return ownNames.contains { pattern in
      pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : name == pattern
    }
  }

  /// Whether `name` begins with `prefix`, in whatever case.
  private static func begins(_ name: ArraySlice<UInt8>, with prefix: String) -> Bool {
    let prefix = prefix.utf8.span
    guard name.count >= prefix.count else { return false }
    for n in prefix.indices {
      let byte = name[name.startIndex + n]
      guard byte == prefix[n] || (PercentEncoding.isLetter(byte) && byte | 0x20 == prefix[n]) else {
        return false
      }
    }
    return true
  }
}
