// swift-tools-version: 6.3
import PackageDescription

/// One set of rules for every target of ours: what a later Swift will demand, asked for today.
let house: [SwiftSetting] = [
  // `any P` shows where a box is paid for.
  .enableUpcomingFeature("ExistentialAny"),
  // A module leaks only what it says it leaks, and nothing comes through somebody else's import.
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // An async function stays where its caller is: no hop unasked.
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  // Each pointer use is marked `unsafe` and stands out in review.
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A C library of Debian's, with a module map and `static inline` shims of ours.
func system(_ name: String, _ libraries: [String]) -> Target {
  .target(
    name: name, path: "Sources/\(name)", publicHeadersPath: "include",
    linkerSettings: libraries.map { .linkedLibrary($0) })
}

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [])
  -> Target
{
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, resources: resources, swiftSettings: house)
}

let package = Package(
  name: "wireroom",
  products: [.executable(name: "wireroom", targets: ["wireroom"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The C libraries. The arrows of all that follows point upwards only: docs/modules.md.
    // By pkg-config: its headers lie in a folder of their own, and every importer must find them.
    .systemLibrary(
      name: "CLibXML2", path: "Sources/CLibXML2/include", pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev"])]),
    system("CICU", ["icuuc", "icui18n", "icudata"]),
    system("CCrypto", ["crypto"]),
    system("CYAML", ["yaml"]),
    system("CCurl", ["curl"]),
    system("CSQLite", ["sqlite3"]),
    system("CZlib", ["z"]),
    system("CArchive", ["archive"]),
    .target(
      name: "CCLD2", publicHeadersPath: "include", linkerSettings: [.linkedLibrary("cld2")]),
    .target(name: "CPlatform", publicHeadersPath: "include"),

    module("Threads", ["CPlatform"]),
    module("Newsroom", []),
    module("Digests", ["Newsroom", "CCrypto"]),
    module("Markup", ["Newsroom", "CLibXML2", "CICU"]),
    module("Formats", ["Newsroom", "Markup"]),
    module("Archives", ["Newsroom", "CArchive", "CPlatform", "CZlib"]),
    module("Identity", ["Newsroom", "Digests", "CICU"]),
    module(
      "CopyDesk",
      ["Newsroom", "Archives", "Digests", "Identity", "Markup", "Formats", "CCLD2"]),
    module(
      "Isolation", ["Newsroom", "Archives", "Digests", "Threads", "CopyDesk", "CPlatform"]),
    module("StoryLog", ["Newsroom", "Digests", "CPlatform"]),
    module("Inbox", ["Newsroom", "CPlatform"]),
    module(
      "Feeds",
      [
        "Newsroom", "Digests", "Threads", "Markup", "CICU", "CCurl", "CSQLite", "CZlib",
        "CPlatform",
      ]),
    module("Configuration", ["Newsroom", "CYAML"]),
    module(
      "Wireroom",
      [
        "Newsroom", "CopyDesk", "Digests", "Identity", "Markup", "StoryLog", "Inbox", "Feeds",
        "Configuration", "Isolation", "Threads", "CPlatform",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "wireroom",
      dependencies: [
        "Wireroom", "Newsroom", "Archives", "CopyDesk", "Formats", "Isolation", "StoryLog", "Inbox",
        "Configuration",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Sources/wireroom-cli", swiftSettings: house),

    // What `make bench` drives; no product.
    .executableTarget(
      name: "wireroom-bench",
      dependencies: [
        "Wireroom", "CopyDesk", "CPlatform", "Digests", "Identity", "Isolation", "StoryLog",
        "Newsroom",
      ],
      path: "Benchmarks/wireroom-bench", swiftSettings: house),
    .executableTarget(
      name: "feed-bench", dependencies: ["CPlatform", "CopyDesk", "Formats", "Newsroom"],
      path: "Benchmarks/feed-bench", swiftSettings: house),

    // Mutated documents: for a test of seconds, and for minutes by hand (`feed-fuzz`).
    .target(
      name: "Mutations",
      dependencies: ["CopyDesk", "Feeds", "Formats", "Newsroom", "Packing", "StoryLog"],
      path: "Tests/Mutations", swiftSettings: house),
    .executableTarget(
      name: "feed-fuzz", dependencies: ["Mutations"], path: "Tests/feed-fuzz",
      swiftSettings: house),

    // A worker that misbehaves on demand, and the system calls that it tries.
    .target(name: "CProbe", path: "Tests/CProbe", publicHeadersPath: "include"),
    .executableTarget(
      name: "parser-probe",
      dependencies: ["CProbe", "CopyDesk", "Digests", "Isolation", "Newsroom"],
      path: "Tests/parser-probe", swiftSettings: house),
    // Archives in memory, for tests.
    .target(
      name: "Packing", dependencies: ["CArchive"], path: "Tests/Packing", swiftSettings: house),
    // A web server on this machine, for tests of what fetches.
    .target(name: "Loopback", path: "Tests/Loopback", swiftSettings: house),

    tests("Newsroom", ["Newsroom"]),
    tests("Identity", ["Identity", "Newsroom", "Digests"]),
    tests("Markup", ["Markup", "Newsroom"]),
    tests("Archives", ["Archives", "Newsroom", "Packing"]),
    tests("Formats", ["Formats", "Markup", "Newsroom"]),
    tests(
      "CopyDesk",
      [
        "CopyDesk", "Formats", "Newsroom", "Digests", "Mutations", "Packing", "Feeds", "Wireroom",
        "Loopback", "Isolation", "wireroom",
      ]),
    tests(
      "Isolation",
      ["Isolation", "CopyDesk", "Digests", "Newsroom", "Packing", "CPlatform", "parser-probe"]),
    tests("StoryLog", ["StoryLog", "Newsroom", "Digests", "CPlatform"]),
    tests(
      "Wireroom",
      [
        "Wireroom", "Newsroom", "CopyDesk", "Configuration", "Isolation", "StoryLog", "Digests",
        "Threads", "parser-probe",
      ]),
    tests("Inbox", ["Inbox", "Newsroom", "CPlatform"]),
    tests("Feeds", ["Feeds", "Newsroom", "Digests", "Threads", "CPlatform", "Loopback"]),
    tests("Configuration", ["Configuration", "Newsroom"]),
    // Starts the real binary: the one test target that may use Foundation.
    tests("EndToEnd", ["wireroom", "Digests", "Newsroom", "Packing"]),
  ],
  swiftLanguageModes: [.v6]
)
