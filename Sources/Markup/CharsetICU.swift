internal import CICU

/// ICU's converters and its guess: the one place where Markup calls them.
enum CharsetICU {
  /// UTF-8 of `bytes` from `start` on, or nil where ICU has no such converter. What is no text in
  /// that set becomes U+FFFD.
  static func convert(_ bytes: [UInt8], from start: Int = 0, by converter: String) -> [UInt8]? {
    let length = bytes.count - min(start, bytes.count)
    guard let count = Int32(exactly: length), length < Int(Int32.max) / 4 else { return nil }
    if count == 0 { return [] }
    return unsafe bytes.withUnsafeBytes { source -> [UInt8]? in
      guard let base = source.baseAddress else { return nil }
      let text = unsafe (base + (source.count - length)).assumingMemoryBound(to: CChar.self)
      var capacity = count * 2 + 64
      while true {
        var needed: Int32 = -1
        let out = unsafe [UInt8](unsafeUninitializedCapacity: Int(capacity)) { target, filled in
          let raw = UnsafeMutableRawPointer(target.baseAddress)
          needed = unsafe wr_convert_to_utf8(
            converter, raw?.assumingMemoryBound(to: CChar.self), capacity, text, count)
          filled = Int(min(max(needed, 0), capacity))
        }
        if needed < 0 { return nil }
        if needed <= capacity { return out }
        capacity = needed
      }
    }
  }

  /// ICU's guess at a set that nobody declared, with its confidence from 0 to 100.
  static func guess(_ bytes: [UInt8]) -> (name: String, confidence: Int)? {
    let sample = bytes.count > 65_536 ? Array(bytes.prefix(65_536)) : bytes
    var name = [CChar](repeating: 0, count: 64)
    let confidence = unsafe sample.withUnsafeBytes { source -> Int32 in
      guard let base = source.baseAddress else { return -1 }
      return unsafe wr_guess_charset(
        base.assumingMemoryBound(to: CChar.self), Int32(sample.count), &name, 64)
    }
    guard confidence >= 0 else { return nil }
    let text = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return (String(decoding: text, as: UTF8.self).lowercased(), Int(confidence))
  }
}
