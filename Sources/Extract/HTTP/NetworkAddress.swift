// Optimised builds find the fields of `sockaddr` in the headers of curl alone.
import CCurl
import Glibc

/// An IP address, and whether it belongs to the open internet.
package struct NetworkAddress: Hashable, Sendable {
    /// 4 bytes, or 16.
    let bytes: [UInt8]

    /// The address a text spells; nil for names.
    package init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            bytes = withUnsafeBytes(of: v4) { Array($0) }
        } else if inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &v6) == 1 {
            bytes = withUnsafeBytes(of: v6) { Array($0) }
        } else {
            return nil
        }
    }

    /// The address of a socket; nil for sockets that aren't of the internet.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) }
            }
        case AF_INET6:
            bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) }
            }
        default:
            return nil
        }
    }

    /// Whether anybody on the internet would reach the same machine by it.
    ///
    /// The special blocks of IANA's registries for IPv4 (RFC 6890 and later) and IPv6; of an address that wraps an
    /// IPv4 address, the wrapped one counts, for that is where its packets go.
    package var isPublic: Bool {
        if bytes.count == 4 { return Self.isPublic(v4: bytes[0], bytes[1], bytes[2]) }
        if let inner = wrappedV4 { return Self.isPublic(v4: inner[0], inner[1], inner[2]) }
        // Global unicast is 2000::/3; documentation (2001:db8::/32, 3fff::/20) and 2001::/23 aside.
        guard bytes[0] & 0xe0 == 0x20 else { return false }
        if bytes[0] == 0x20, bytes[1] == 0x01, bytes[2] == 0x0d, bytes[3] == 0xb8 { return false }
        if bytes[0] == 0x20, bytes[1] == 0x01, bytes[2] & 0xfe == 0 { return false }
        if bytes[0] == 0x3f, bytes[1] == 0xff, bytes[2] & 0xf0 == 0 { return false }
        return true
    }

    private static func isPublic(v4 a: UInt8, _ b: UInt8, _ c: UInt8) -> Bool {
        switch (a, b, c) {
        case (0, _, _), (10, _, _), (127, _, _), (100, 64...127, _), (169, 254, _), (172, 16...31, _),
            (192, 168, _), (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100),
            (203, 0, 113), (224..., _, _):
            false
        default: true
        }
    }

    /// The IPv4 address in ::ffff:a.b.c.d, ::a.b.c.d, 64:ff9b::a.b.c.d (NAT64) or 2002:ab:cd:: (6to4).
    private var wrappedV4: ArraySlice<UInt8>? {
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == bytes[11], bytes[10] == 0 || bytes[10] == 0xff {
            // ::1 and :: are loopback and nothing: their tails read as 0.0.0.x, which isn't public either.
            return Array(bytes[12...])[...]
        }
        if bytes[..<12].elementsEqual([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) {
            return Array(bytes[12...])[...]
        }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return Array(bytes[2..<6])[...] }
        return nil
    }
}
