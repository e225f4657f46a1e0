/// A permanent redirect is believed once a valid feed has been at its end for a week: many are
/// mistakes that are mended the next day, and a wrong one adopted loses the feed.
enum Moving {
  static let trial: Int64 = 7 * 86_400_000

  /// A valid feed was found at `final`. `permanent`: every hop there was a 301 or 308.
  /// `secrets`: whether something secret is sent to the feed's own host. Answers whether the
  /// feed's address has now changed.
  static func note(
    final: WebAddress, permanent: Bool, hops: Int, secrets: Bool, in state: inout FeedState,
    now: Int64
  ) -> Bool {
    guard permanent, hops > 0, let origin = WebAddress(state.url),
      !origin.isSecure || final.isSecure, !secrets || origin.mayShareSecrets(with: final)
    else {
      state.moving = nil
      state.movingSince = 0
      return false
    }
    if state.moving != final.text || state.movingSince > now {
      state.moving = final.text
      state.movingSince = now
    }
    guard now.subtractingClamped(state.movingSince) >= trial else { return false }
    state.adopted = final.text == origin.text ? nil : final.text
    state.moving = nil
    state.movingSince = 0
    return true
  }
}
