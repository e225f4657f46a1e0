internal import Newsroom

// References: each becomes what it means. libxml2 looks each up by its name and reports it in a call
// of its own, and escaped HTML is made of them.
extension XMLScan {
  /// Text with references, from `start` up to the next `<`: it goes round libxml2. `i` is at the
  /// first `&`. Of a text without end a piece is taken.
  mutating func text(from start: Int) {
    let end = endOfText(from: i, before: start + Self.piece)
    let isPlain = isPlain(start..<end)
    let mark = texts.own.count
    let window = bytes
    // A window that moves may end inside of a reference.
    let lastStart = more == nil ? end : min(end, window.count - XMLReference.maximumLength)
    var at = i
    var wasRepaired = false
    // No reference is shorter than what it stands for; the last may reach beyond the end.
    let room = end - start + XMLReference.maximumLength
    texts.own.append(addingCapacity: room) { own in
      let source = window.span
      var copied = start
      while at < end {
        wasRepaired = Self.append(source, copied..<at, isPlain, to: &own) || wasRepaired
        if let reference = XMLReference(in: source, at: at) {
          own.append(scalar: reference.scalar)
          wasRepaired = wasRepaired || reference.isRepair
          at += reference.length
        } else {
          // A `&` that begins nothing is itself.
          own.append(0x26)
          wasRepaired = true
          at += 1
        }
        copied = at
        guard at < lastStart else { break }
        at = source.first(of: 0x26, 0x26, from: at, to: end)
      }
      wasRepaired = Self.append(source, copied..<at, isPlain, to: &own) || wasRepaired
    }
    i = at
    if wasRepaired { isRepaired = true }
    standIn(for: XMLTexts.Text(range: mark..<texts.own.count, isOwn: true), start, i - start)
  }

  /// The next `<`, or where a text without one can be parted before `goal`.
  private func endOfText(from: Int, before goal: Int) -> Int {
    let limit = max(from, min(goal, bytes.count))
    var end = first(of: 0x3C, 0x3C, in: from..<limit)
    if end < bytes.count, bytes[end] != 0x3C {
      // Not inside of a character.
      while end > from, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    }
    // `from` is at a `&`.
    return max(end, min(from + 1, bytes.count))
  }

  /// A `&` in an attribute's value: what XML knows stays, all else becomes what it means.
  mutating func reference() {
    guard let reference = XMLReference(in: bytes.span, at: i) else {
      return patch(i, 1) { $0.append(contentsOf: "&amp;".utf8) }
    }
    guard reference.isRepair else {
      i += reference.length
      return
    }
    patch(i, reference.length) { out in
      switch reference.scalar {
      case 0x3C: out.append(contentsOf: "&lt;".utf8)
      case 0x26: out.append(contentsOf: "&amp;".utf8)
      case 0x22: out.append(contentsOf: "&quot;".utf8)
      default: out.append(scalar: reference.scalar)
      }
    }
  }
}
