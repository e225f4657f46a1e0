internal import Newsroom

/// The words by which desks mark what a message does to the story that went before it, at either end
/// of a headline or slug line, and in notes of their own.
///
///     UPDATE 2-Night ferry …      CORRECTED-UPDATE 1-Night ferry …     KORREKTUR: Nachtfähre …
///     BRITAIN-FERRIES/ (UPDATE 1)      Night-Ferry, 2nd Ld-Writethru      2ND LEAD
///     (Adds mayor's comment)      Eds: CORRECTS date in 2nd graf      STORY WITHDRAWN
///
/// A mark alone links nothing: the desk looks for the story (`CopyDesk/Filed.swift`).
enum FilingMarks {
  typealias Run = PlainTextParser.Run
  typealias Mark = Filing.Mark

  /// What the marks round a line's own words say together, and those words.
  static func read(_ line: Run) -> (mark: Mark?, words: Run) {
    guard line.count <= longestLine else { return (nil, line) }
    var (mark, words) = (Mark?.none, line.trimmed)
    var isAdvisory = false
    for _ in 0..<4 {
      if let (label, rest) = leading(words) {
        isAdvisory = isAdvisory || label == nil
        mark = stronger(mark, label)
        words = rest
      } else if let (label, rest) = trailing(words) {
        mark = stronger(mark, label)
        words = rest
      } else {
        break
      }
    }
    if isAdvisory, mark == nil, words.contains(anyOf: withdrawals) { mark = Mark(.kill) }
    if mark == nil, let alone = note(words) { return (alone, Run([])) }
    return (mark, words)
  }

  /// What a line says that is nothing but a note: in brackets, to the editors, or a label alone.
  static func note(_ line: Run) -> Mark? {
    let text = line.trimmed
    guard let first = text.first, text.count <= longestLine else { return nil }
    // Nearly all lines go no further than their first letter.
    guard text.count <= longestLabel || "([*".utf8.contains(first) || isInitial(first) else {
      return nil
    }
    let isBracketed =
      (text.first == UInt8(ascii: "(") && text.last == UInt8(ascii: ")"))
      || (text.first == UInt8(ascii: "[") && text.last == UInt8(ascii: "]"))
    var words = Run(text.bytes.drop { "([*".utf8.contains($0) })
    while let last = words.last, ")]*.=:!".utf8.contains(last) {
      words = Run(words.bytes.dropLast())
    }
    words = words.trimmed
    if let mark = label(words) { return mark }
    let address = addresses.lazy.compactMap { words.after($0) }.first
    guard isBracketed || address != nil else { return nil }
    let said = address ?? words
    if said.contains(anyOf: killings) { return Mark(.kill) }
    guard let verb = said.words(limit: 1).first?.folded else { return nil }
    if corrections.contains(verb) || said.contains(anyOf: ["corrects ", "correcting "]) {
      return Mark(.correction)
    }
    let isUpdate = updates.contains(verb) || additions.contains(verb)
    return isUpdate || said.contains(anyOf: replacements) ? Mark(.update) : nil
  }

  // MARK: Labels

  /// The label before a colon, a dash, a slash or a bar, or in brackets; nil inside: one that says
  /// nothing of versions.
  private static func leading(_ line: Run) -> (Mark?, Run)? {
    let isBracketed = line.first == UInt8(ascii: "(")
    let start = isBracketed ? 1 : 0
    let head = line.dropping(start).prefix(longestLabel)
    let end: Int
    if isBracketed {
      guard let close = head.bytes.firstIndex(of: UInt8(ascii: ")")) else { return nil }
      end = close
    } else {
      guard let close = head.bytes.firstIndex(where: { ":-/|".utf8.contains($0) || $0 == 0xE2 })
      else { return nil }
      end = close
    }
    let words = line.between(head.bytes.startIndex, end)
    let isAdvisory = words.string == "ADVISORY"
    guard let mark = label(words) else { return isAdvisory ? (nil, rest(line, from: end)) : nil }
    let rest = rest(line, from: end)
    return rest.isEmpty ? nil : (mark, rest)
  }

  private static let separators: [[UInt8]] = [
    " (", ", ", " - ", " \u{2013} ", " \u{2014} ", "/",
  ].map { Array($0.utf8) }

  /// What stands behind a label and the signs that end it.
  private static func rest(_ line: Run, from end: Int) -> Run {
    var rest = line.between(end, line.bytes.endIndex)
    while let first = rest.first {
      if ")]:-/| ".utf8.contains(first) {
        rest = rest.dropping(1)
      } else if rest.bytes.prefix(2).elementsEqual([0xE2, 0x80]), rest.count > 2 {
        rest = rest.dropping(3)
      } else {
        break
      }
    }
    return rest.trimmed
  }

  /// `… (UPDATE 1)`, `…, 2nd Ld-Writethru`, `… - CORRECTED`, and in a slug `… UPDATE 2`.
  private static func trailing(_ line: Run) -> (Mark?, Run)? {
    for separator in separators {
      guard let found = line.lastRange(of: separator) else { continue }
      var tail = line.between(found.upperBound, line.bytes.endIndex)
      // Nearly all headlines go no further than this.
      guard tail.count <= longestLabel else { continue }
      if separator.last == UInt8(ascii: "(") {
        guard tail.last == UInt8(ascii: ")") else { continue }
        tail = Run(tail.bytes.dropLast())
      }
      let rest = line.between(line.bytes.startIndex, found.lowerBound).trimmed
      if !rest.isEmpty, let mark = label(tail) { return (mark, rest) }
    }
    // In a slug, without a sign before it.
    guard line.last.map({ (0x30...0x39).contains($0) }) == true else { return nil }
    let words = line.words(limit: 12)
    guard words.count > 2, words.count < 12, line.isInCapitals,
      let mark = label(words[words.count - 2..<words.count])
    else { return nil }
    return (mark, line.between(line.bytes.startIndex, words[words.count - 3].bytes.endIndex))
  }

  private static func label(_ words: ArraySlice<Run>) -> Mark? {
    guard let first = words.first, let last = words.last, last.hasDigit else { return nil }
    return label(Run("\(first.string) \(last.string)"))
  }

  /// The mark of a label that stands by itself: `UPDATE 2`, `2nd Ld-Writethru`, `CORRECTED`.
  static func label(_ run: Run) -> Mark? {
    guard let first = run.first, run.count <= longestLabel, isInitial(first) else { return nil }
    var words = run.folded.split { $0 == " " || $0 == "-" || $0 == "." }.map(String.init)
    guard let first = words.first, words.count <= 5 else { return nil }
    // `KILL` is a word of many headlines, `Update` of many more.
    let isLoud = !run.hasASCIILowercase
    if kills.contains(words.joined(separator: " ")) {
      return isLoud || words.count > 1 ? Mark(.kill) : nil
    }
    if let number = ordinal(first), words.count > 1, leads.contains(words[1]) {
      return Mark(.update, number: number)
    }
    var number: Int?
    if words.count > 1, let last = words.last, let value = Int(last), (1...99).contains(value) {
      number = value
      words.removeLast()
    } else if let digits = trailingNumber(first), words.count == 1 {
      // `UPDATE1`
      number = digits.number
      words = [digits.word]
    }
    let name = words.joined(separator: " ")
    if corrections.contains(name) { return Mark(.correction, number: number) }
    if updates.contains(name), isLoud || number != nil || words.count > 1 {
      return Mark(.update, number: number)
    }
    let isCompound = words.count > 1 && words.allSatisfy { updates.contains($0) }
    return isCompound ? Mark(.update, number: number) : nil
  }

  /// 2 of `2nd` and `2`.
  private static func ordinal(_ word: String) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    guard (1...2).contains(digits.count),
      ["", "st", "nd", "rd", "th"].contains(word.dropFirst(digits.count))
    else { return nil }
    return Int(digits)
  }

  private static func trailingNumber(_ word: String) -> (word: String, number: Int)? {
    guard let start = word.firstIndex(where: { $0.isASCII && $0.isNumber }),
      start > word.startIndex, let number = Int(word[start...]), number < 100
    else { return nil }
    return (String(word[..<start]), number)
  }

  /// A kill outweighs a correction, and that an update; a number is kept.
  static func stronger(_ a: Mark?, _ b: Mark?) -> Mark? {
    guard let a, let b else { return a ?? b }
    let rank: [Mark.Kind: Int] = [.update: 0, .correction: 1, .kill: 2]
    var mark = (rank[a.kind] ?? 0) >= (rank[b.kind] ?? 0) ? a : b
    mark.number = a.number ?? b.number
    return mark
  }

  // MARK: Words

  private static let longestLine = 300
  private static let longestLabel = 40

  private static let leads: Set<String> = ["ld", "lead", "writethru", "net", "zf", "zus"]

  private static let updates: Set<String> = [
    "update", "updated", "updates", "refile", "refiled", "refiles", "recast", "recasts", "rpt",
    "repeat", "writethru", "write thru", "lead writethru", "ld writethru", "lead", "maj",
    "mise à jour", "actualisation", "actualise", "actualización", "actualiza", "aktualisiert",
    "aktualisierung", "neufassung", "opdatering", "opdateret", "uppdatering", "uppdaterad",
    "oppdatering", "aggiornamento", "atualização", "atualiza", "annule et remplace",
  ]

  private static let corrections: Set<String> = [
    "corrected", "correction", "corrections", "corrects", "corrective", "correct repeat",
    "corrected repeat", "clarification", "clarifies", "korrektur", "korrigiert", "berichtigung",
    "berichtigt", "richtigstellung", "rectificatif", "rectification", "correctif", "corrigé",
    "corrige", "corrección", "corregido", "rectificación", "rectifica", "correzione",
    "errata corrige", "rettifica", "correção", "corrige", "rättelse", "rättad", "rettelse",
    "rettet", "rectificatie", "correctie", "erratum",
  ]

  private static let kills: Set<String> = [
    "kill", "killed", "kills", "kill kill", "mandatory kill", "bulletin kill", "kill notice",
    "story kill", "story killed", "story withdrawn", "withdrawn", "withdrawal", "withdraws story",
    "elimination", "mandatory elimination", "annul", "annulled", "annulation", "annulé", "annule",
    "annulation dépêche", "storno", "streichung", "meldung zurückgezogen", "zurückgezogen",
    "rückruf", "annullamento", "annullata", "notizia annullata", "anulación", "anulada", "anulado",
    "retrait", "intrekking", "ingetrokken", "makulering", "annulleret",
  ]

  /// Whether a label or an address may begin with that byte.
  private static func isInitial(_ byte: UInt8) -> Bool {
    byte >= 0x80 || initials[Int(byte | 0x20) & 0x7F]
  }

  private static let initials: [Bool] = {
    var found = [Bool](repeating: false, count: 128)
    for word in updates.union(corrections).union(kills).union(addresses) {
      if let first = word.utf8.first, first < 0x80 { found[Int(first)] = true }
    }
    for digit in 0x30...0x39 { found[digit] = true }
    return found
  }()

  private static let additions: Set<String> = [
    "adds", "adding", "replaces", "replacing", "rewrites", "releads", "leads", "subs", "ajoute",
    "précise", "agrega",
    "añade", "ergänzt", "ergänzt:", "aggiunge", "acrescenta", "tilføjer", "new",
  ]

  private static let replacements = [
    "replaces earlier", "replaces previous", "replaces the", "replaces story", "updates with",
    "updates throughout", "adds ", "new throughout", "writes through", "annule et remplace",
    "ersetzt die", "ersetzt meldung",
  ]

  private static let addresses = [
    "eds:", "eds.:", "eds note:", "editors:", "editor's note:", "editors' note:", "editor’s note:",
    "editors’ note:", "attention editors:", "attention editors", "attn editors:",
    "note to editors:",
    "redaktionshinweis:", "achtung redaktionen:", "achtung:",
  ]

  private static let killings = [
    "kill this story", "kill the story", "please kill", "is killed", "has been killed",
    "story withdrawn", "story is withdrawn", "has been withdrawn", "is withdrawn",
    "disregard the story", "disregard this story", "please disregard", "do not use this story",
    "nicht verwenden", "nicht zu verwenden", "wird zurückgezogen", "ist zurückgezogen",
    "bitte streichen", "veuillez annuler", "est annulée",
  ]

  private static let withdrawals = ["withdrawn", "withdraws", "killed", "kill "]
}

extension PlainTextParser.Run {
  /// Where some bytes stand last.
  fileprivate func lastRange(of sign: [UInt8]) -> Range<Int>? {
    guard let first = sign.first, count >= sign.count else { return nil }
    for i in (bytes.startIndex...(bytes.endIndex - sign.count)).reversed()
    where bytes[i] == first && bytes[i..<i + sign.count].elementsEqual(sign) {
      return i..<i + sign.count
    }
    return nil
  }
}
