import Definitions
import Dispatch

/// A value that is computed on a thread of its own while the caller goes on.
final class Computation<Value: Sendable>: @unchecked Sendable {
    /// Of the thread that computes it until it is waited for.
    private var result: Result<Value, Failure>?
    private let computed = DispatchGroup()

    /// - Parameters:
    ///   - queue: where it is computed.
    ///   - compute: runs at once; what it holds is let go of when it ends.
    init(
        on queue: DispatchQueue = .global(), _ compute: @escaping @Sendable () throws(Failure) -> Value
    ) {
        queue.async(group: computed) { [self] in
            result = Result { () throws(Failure) in try compute() }
        }
    }

    /// Changes a value that nobody else holds, in its place.
    init(_ value: consuming Value, _ change: @escaping @Sendable (inout Value) throws(Failure) -> Void) {
        result = .success(value)
        DispatchQueue.global().async(group: computed) { [self] in
            guard case .success(var value) = result else { return }
            result = nil
            result = Result { () throws(Failure) in
                try change(&value)
                return value
            }
        }
    }

    /// The value, once it is computed.
    func value() throws(Failure) -> Value {
        computed.wait()
        guard let result else { preconditionFailure("what was taken is asked for again") }
        return try result.get()
    }

    /// The value, which isn't held here any more.
    func take() throws(Failure) -> Value {
        defer { result = nil }
        return try value()
    }
}
