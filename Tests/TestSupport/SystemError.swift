internal import Glibc

/// A system call that failed while a test was being set up.
package struct SystemError: Error, CustomStringConvertible {
    package let description: String

    /// Takes the reason from `errno`, or the code that the call returned.
    init(_ call: String, code: Int32 = errno) {
        description = "\(call): \(String(cString: strerror(code)))"
    }
}
