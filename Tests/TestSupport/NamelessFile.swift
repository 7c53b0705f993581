internal import Glibc

/// A temporary file without a name, gone when it is closed.
struct NamelessFile: ~Copyable {
    let descriptor: Int32

    init() throws {
        var template = Array("/tmp/throughline-output-XXXXXX".utf8CString)
        descriptor = template.withUnsafeMutableBufferPointer { buffer in
            guard let name = buffer.baseAddress else { return -1 }
            let file = mkstemp(name)
            if file >= 0 { unlink(name) }
            return file
        }
        guard descriptor >= 0 else { throw SystemError("mkstemp") }
    }

    deinit {
        close(descriptor)
    }

    /// All bytes written so far.
    var contents: [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = pread(descriptor, &block, block.count, bytes.count)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: block.prefix(count))
        }
    }
}
