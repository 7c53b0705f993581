import Definitions
import Extract
import Warehouse

/// Carries out what a plan says of files: copies the new ones to landing, or hashes those that are read in place.
///
/// A file read in place that stands for no other is hashed while it is read, so that it is read once.
struct InputLanding {
    let landing: Landing
    /// Nanoseconds since 1970 UTC: tells whether a file was modified just now.
    let clock: Int64
    let interruption: Interruption

    /// Lands the planned files of a source, after which the bytes of every input have a path; those that aren't hashed
    /// while they are read have a content id, too.
    ///
    /// - Throws: `Failure.Kind.unreachable` where a file is gone, unreadable or changing.
    func land(_ plan: inout SourceInputs) throws(Failure) {
        var landed: [SourceInputs.Input] = []
        landed.reserveCapacity(plan.inputs.count)
        var contents = FileContents(
            of: plan.inputs.compactMap { input in
                guard let path = input.unlandedPath, !isHashedWhileRead(input) else { return nil }
                return FileContents.Source(path: path, landing: input.version.isInPlace ? nil : landing)
            }, interruption: interruption)
        for planned in plan.inputs {
            guard let path = planned.unlandedPath else {
                landed.append(planned)
                continue
            }
            try interruption.check()
            var input = planned
            if isHashedWhileRead(input) {
                input.version.isSettled = !input.version.identity.isFresh(at: clock)
                input.unlandedPath = nil
                landed.append(input)
                continue
            }
            let found = try contents.next(bytesRead: &plan.bytesRead)
            input.version.identity = found.identity
            input.version.isSettled = !found.identity.isFresh(at: clock)
            if input.version.id != nil, found.content != input.version.content {
                throw Failure(
                    .unreachable, "\(path) changed while it was read",
                    hint: "run again when the export has finished writing it")
            }
            if var known = input.predecessor, known.content == found.content {
                // It was written back between planning and landing.
                known.identity = input.version.identity
                known.isSettled = input.version.isSettled
                plan.touched.append(known)
                continue
            }
            input.version.content = found.content
            input.bytesPath = input.version.isInPlace ? path : landing.path(of: found.content)
            input.unlandedPath = nil
            landed.append(input)
        }
        plan.inputs = landed
    }

    private func isHashedWhileRead(_ input: SourceInputs.Input) -> Bool {
        input.version.isInPlace && input.version.id == nil && input.predecessor == nil
    }
}

/// The content id of a file as it lies on the disk.
struct ContentID {
    let content: String
    let identity: FileIdentity

    /// Reads a file to its end, and lands it where a landing is given; one that changes meanwhile is tried once more.
    static func of(
        _ path: String, landing: Landing?, interruption: Interruption, bytesRead: inout Int64
    ) throws(Failure) -> ContentID {
        var isRepeated = false
        while true {
            let stream = try FileStream(path: path)
            defer { bytesRead += stream.bytesRead }
            do {
                let content =
                    if let landing {
                        try landing.land(stream) { () throws(Failure) in try interruption.check() }
                    } else {
                        try stream.finish()
                    }
                return ContentID(content: content, identity: stream.identity)
            } catch  where error.kind == .unreachable && !isRepeated {
                isRepeated = true
            }
        }
    }
}
