package import Definitions

/// Why no whole answer came: nothing of what the server said, but what became of the line to it.
package struct TransferError: Error, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The address is none, or of no scheme that is spoken here.
        case address
        /// The host's name has no address.
        case unresolved
        /// Nobody answered at the address.
        case unconnected
        /// The certificate isn't trusted, or the handshake failed.
        case untrusted
        /// The connection took too long to stand.
        case connectTimeout
        /// No byte came for too long.
        case idleTimeout
        /// The whole took too long.
        case wholeTimeout
        /// The connection ended before the answer did.
        case cut
        /// The answer is larger than allowed, packed or unpacked.
        case tooLarge
        /// The answer's packing is broken or unknown.
        case packing
        /// The address is one that the pipeline doesn't allow.
        case forbiddenAddress
        /// A redirect that may not be followed.
        case redirect
        /// The server doesn't speak HTTP as it should.
        case protocolBroken
        /// The landing folder can't be written.
        case storage
        /// Somebody asked to stop.
        case interrupted
    }

    package var kind: Kind
    /// What happened, secrets taken out.
    package var message: String
    package var hint: String?
    /// What a stop or a full disk is to the program.
    package var failure: Failure?

    package init(_ kind: Kind, _ message: String, hint: String? = nil, failure: Failure? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.failure = failure
    }

    /// Whether asking again may go better.
    package var isTransient: Bool {
        switch kind {
        case .unresolved, .unconnected, .connectTimeout, .idleTimeout, .wholeTimeout, .cut, .protocolBroken: true
        case .address, .untrusted, .tooLarge, .packing, .forbiddenAddress, .redirect, .storage, .interrupted: false
        }
    }

    /// Whether the server can't have seen the request.
    package var isUnsent: Bool {
        switch kind {
        case .unresolved, .unconnected, .connectTimeout: true
        default: false
        }
    }
}
