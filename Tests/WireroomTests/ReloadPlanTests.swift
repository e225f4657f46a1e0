import Configuration
import Testing

@testable import Wireroom

@Suite("What a new configuration asks for")
struct ReloadPlanTests {
  private func configuration(
    _ inboxes: [InboxConfiguration], _ change: (inout Configuration) -> Void = { _ in }
  ) -> Configuration {
    var configuration = Configuration()
    configuration.inboxes = inboxes
    change(&configuration)
    return configuration
  }

  private func plan(_ old: Configuration, _ new: Configuration) -> ReloadPlan {
    ReloadPlan(from: old, to: new, started: old)
  }

  private let desk = InboxConfiguration(name: "desk", path: "/srv/desk")
  private let wire = InboxConfiguration(name: "wire", path: "/srv/wire")

  @Test("Nothing, where nothing has changed")
  func same() {
    let plan = plan(configuration([desk, wire]), configuration([wire, desk]))
    #expect(plan.changesNoInbox)
    #expect(plan.restartNeeded.isEmpty)
  }

  @Test("An inbox that is new is opened first, one that is gone is closed, others stay")
  func addedAndRemoved() {
    let plan = plan(configuration([desk]), configuration([wire]))
    #expect(plan.closing == ["desk"])
    #expect(plan.openingFirst == [wire])
    #expect(plan.openingThen.isEmpty)
  }

  @Test("One that has changed, or has another name, is opened once its folder is free")
  func changed() {
    var changed = desk
    changed.settle = .seconds(9)
    #expect(plan(configuration([desk, wire]), configuration([changed, wire])).closing == ["desk"])
    #expect(
      plan(configuration([desk, wire]), configuration([changed, wire])).openingThen == [changed])
    let renamed = InboxConfiguration(name: "sports", path: "/srv/desk")
    let plan = plan(configuration([desk]), configuration([renamed]))
    #expect(plan.closing == ["desk"])
    #expect(plan.openingThen == [renamed])
  }

  @Test("One whose folder lies in or about an old one waits too; a namesake of a folder does not")
  func overlap() {
    let inner = InboxConfiguration(name: "inner", path: "/srv/desk/inner")
    let outer = InboxConfiguration(name: "outer", path: "/srv")
    let near = InboxConfiguration(name: "near", path: "/srv/desk2")
    #expect(plan(configuration([desk]), configuration([inner])).openingThen == [inner])
    #expect(plan(configuration([desk]), configuration([outer])).openingThen == [outer])
    #expect(plan(configuration([desk]), configuration([desk, near])).openingFirst == [near])
  }

  @Test("What all keepers share changes them all")
  func common() {
    let new = configuration([desk, wire]) { $0.workers = 7 }
    let plan = plan(configuration([desk, wire]), new)
    #expect(plan.closing == ["desk", "wire"])
    #expect(plan.openingThen == [desk, wire])
  }

  @Test("State, log and dedup wait for a restart, for as long as they differ from the start's")
  func restart() {
    let started = configuration([desk])
    let new = configuration([desk]) {
      $0.state = "/elsewhere"
      $0.log.rollSize = 1 << 20
      $0.dedup.updatesPerDay = 3
      $0.isolation = .none
    }
    let first = ReloadPlan(from: started, to: new, started: started)
    #expect(first.restartNeeded == ["state", "log", "dedup", "isolation"])
    #expect(first.changesNoInbox)
    #expect(
      ReloadPlan(from: new, to: new, started: started).restartNeeded == first.restartNeeded)
    #expect(ReloadPlan(from: new, to: started, started: started).restartNeeded.isEmpty)
    let level = configuration([desk]) { $0.logLevel = .debug }
    #expect(plan(started, level) == plan(started, started))
  }
}
