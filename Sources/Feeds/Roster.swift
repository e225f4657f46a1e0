/// Values by name, side by side: a dictionary of large values has room for up to twice as many as
/// are in it, which for ten thousand feeds is megabytes.
package struct Roster<Value: Sendable>: Sendable {
  private var places: [String: Int] = [:]
  private var names: [String] = []
  /// In no order.
  package private(set) var values: [Value] = []

  package init() {}

  package var count: Int { values.count }
  package var isEmpty: Bool { values.isEmpty }
  package var keys: [String] { names }

  /// Makes room for so many in all.
  package mutating func reserveCapacity(_ count: Int) {
    places.reserveCapacity(count)
    names.reserveCapacity(count)
    values.reserveCapacity(count)
  }

  /// Nil where there is none of that name; nil takes it away.
  package subscript(name: String) -> Value? {
    get { places[name].map { values[$0] } }
    set {
      switch (places[name], newValue) {
      case (let place?, let value?): values[place] = value
      case (let place?, nil): remove(name, at: place)
      case (nil, let value?):
        places[name] = values.count
        names.append(name)
        values.append(value)
      case (nil, nil): break
      }
    }
  }

  private mutating func remove(_ name: String, at place: Int) {
    places[name] = nil
    // The last one takes the place that has become free.
    guard let lastName = names.popLast(), let last = values.popLast(), place < values.count else {
      return
    }
    names[place] = lastName
    values[place] = last
    places[lastName] = place
  }
}
