/// Why a benchmark could not be done, or what was wrong about its answer.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
