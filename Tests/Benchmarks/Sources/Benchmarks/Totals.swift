internal import Glibc

/// The answers that a job must give, computed while its files are written and by none of the program's code.
struct Totals {
    private(set) var numbers: [String: Int] = [:]

    init() {}

    /// Those that were written beside the files.
    init(readFrom path: String) throws(BenchmarkFailure) {
        for line in try TextFile.read(path).split(separator: "\n") {
            let parts = line.split(separator: " ")
            if parts.count == 2, let number = Int(parts[1]) { numbers[String(parts[0])] = number }
        }
    }

    subscript(name: String) -> Int {
        get { numbers[name] ?? 0 }
        set { numbers[name] = newValue }
    }

    func write(to path: String) throws(BenchmarkFailure) {
        let lines = numbers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
        try TextFile.write(lines.joined(), to: path)
    }
}

/// Small files and folders.
enum TextFile {
    static func read(_ path: String) throws(BenchmarkFailure) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw BenchmarkFailure("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func write(_ text: String, to path: String) throws(BenchmarkFailure) {
        let descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw BenchmarkFailure("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw BenchmarkFailure("cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    static func makeFolder(_ path: String) {
        var made = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            made += made.isEmpty && part.isEmpty ? "/" : made.isEmpty || made == "/" ? String(part) : "/\(part)"
            mkdir(made, 0o755)
        }
    }

    static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
