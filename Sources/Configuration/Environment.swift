/// Every environment variable of ours begins so.
let environmentPrefix = "WIREROOM_"

/// Variables of the prefix that are not ours to read: the tests' data, and what tests switch.
private let othersVariables = ["WIREROOM_SHARED"]
private let othersPrefixes = ["WIREROOM_TEST_"]

extension Reading {
  /// Complains of variables that were meant for us and that no key bears: a setting that silently
  /// does nothing is worse than one that stops the start.
  mutating func refuseUnknownVariables() {
    let known = Configuration.keys.compactMap(\.variable)
    for name in environment.keys.sorted() where name.hasPrefix(environmentPrefix) {
      guard !known.contains(name), !othersVariables.contains(name),
        !othersPrefixes.contains(where: name.hasPrefix)
      else { continue }
      mistakes.add(.variable(shown(name)), "unknown variable", mend: mend(unknown: name, known))
    }
  }

  private func mend(unknown variable: String, _ known: [String]) -> String {
    if Configuration.keys.contains(where: { KeyPlace.variable($0.path) == variable }) {
      return "unset it: lists and groups are written in the configuration file only"
    }
    // The prefix is common to all and would make everything near.
    let names = known.map { String($0.dropFirst(environmentPrefix.count)) }
    let near = nearestName(to: String(variable.dropFirst(environmentPrefix.count)), among: names)
    return near.map { "did you mean '\(environmentPrefix)\($0)'?" }
      ?? "unset it; config/wireroom.yaml names the variables there are"
  }
}
