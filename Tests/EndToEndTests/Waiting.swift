/// A condition that did not come true in time.
struct Late: Error, CustomStringConvertible {
  let what: String
  let context: String

  var description: String { "not in time: \(what)\n\(context)" }
}

/// Waits until something holds. Only a fault makes it wait for all of `limit`: how fast the
/// machine is decides nothing.
func eventually(
  _ what: String, within limit: Duration = .seconds(300), context: () -> String = { "" },
  _ holds: () throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  var pause = Duration.milliseconds(5)
  while try !holds() {
    guard ContinuousClock.now < deadline else { throw Late(what: what, context: context()) }
    try await Task.sleep(for: pause)
    pause = min(pause * 2, .milliseconds(100))
  }
}
