// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "throughline",
    products: [
        .executable(name: "throughline", targets: ["throughline"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .executableTarget(name: "throughline", dependencies: ["Commands"]),
        .target(
            name: "Commands",
            dependencies: [
                "CMalloc", "Definitions", "Extract", "Metrics", "Pipeline", "Report", "Warehouse",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "Pipeline",
            dependencies: [
                "CMalloc", "Definitions", "Extract", "Journeys", "Tabular", "Visits", "Warehouse",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(name: "Report", dependencies: ["Definitions", "Metrics", "Tabular", "Warehouse"]),
        .target(
            name: "Extract",
            dependencies: ["CCurl", "CZlib", "Definitions", .product(name: "Crypto", package: "swift-crypto")]
        ),
        .target(
            name: "Tabular",
            dependencies: ["Definitions", .product(name: "Crypto", package: "swift-crypto")]
        ),
        .target(name: "Journeys", dependencies: ["Definitions"]),
        .target(
            name: "Visits",
            dependencies: ["Definitions", "Extract", .product(name: "Crypto", package: "swift-crypto")]
        ),
        .target(name: "Metrics", dependencies: ["Definitions"]),
        .target(
            name: "Warehouse",
            dependencies: [
                "CSQLite", "Definitions",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "Definitions",
            dependencies: ["CSchemas", .product(name: "Yams", package: "Yams")]
        ),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .target(name: "CSQLite"),
        .target(name: "CSchemas"),

        .target(name: "TestSupport", dependencies: ["CZlib", "Definitions"], path: "Tests/TestSupport"),
        .testTarget(
            name: "DefinitionsTests",
            dependencies: ["Definitions", "TestSupport", .product(name: "Yams", package: "Yams")]
        ),
        .testTarget(name: "ExtractTests", dependencies: ["Extract", "Definitions", "TestSupport"]),
        .testTarget(name: "TabularTests", dependencies: ["Tabular", "Definitions", "TestSupport"]),
        .testTarget(name: "JourneysTests", dependencies: ["Journeys", "Definitions", "TestSupport"]),
        .testTarget(name: "VisitsTests", dependencies: ["Visits", "Definitions", "TestSupport"]),
        .testTarget(name: "MetricsTests", dependencies: ["Metrics", "Definitions"]),
        .testTarget(name: "WarehouseTests", dependencies: ["Warehouse", "Definitions", "TestSupport"]),
        .testTarget(
            name: "PipelineTests",
            dependencies: [
                "Pipeline", "Definitions", "Extract", "Journeys", "Tabular", "TestSupport", "Visits",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .testTarget(name: "ReportTests", dependencies: ["Report", "Definitions", "TestSupport"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "throughline", "Definitions", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Golden"]
        ),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)

for target in package.targets where target.type != .system && !["CSQLite", "CSchemas"].contains(target.name) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
}
