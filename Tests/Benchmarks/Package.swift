// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of the program never build it. It runs the program as they do, from outside, and
// so needs none of its modules.
let package = Package(
    name: "benchmarks",
    targets: [
        .executableTarget(
            name: "Benchmarks", dependencies: ["CInserts"],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .treatAllWarnings(as: .error),
            ]),
        .target(name: "CInserts", linkerSettings: [.linkedLibrary("sqlite3")]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)
