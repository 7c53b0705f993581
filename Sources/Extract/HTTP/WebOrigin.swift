import CCurl

/// Whom an address belongs to: scheme, host and port.
///
/// What one may know another may not.
package struct WebOrigin: Hashable, Sendable {
    package let scheme: String
    /// In small letters, without the brackets of an IPv6 address.
    package let host: String
    package let port: Int

    /// The origin of a whole address; nil where it is no address of the web.
    package init?(_ address: String) {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, address, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: handle), scheme == "http" || scheme == "https",
            let host = Self.part(CURLUPART_HOST, of: handle), !host.isEmpty,
            let port = Self.part(CURLUPART_PORT, of: handle, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
        else { return nil }
        self.scheme = scheme
        var bare = host.lowercased()
        if bare.hasPrefix("[") { bare = String(bare.dropFirst().dropLast()) }
        while bare.hasSuffix(".") { bare.removeLast() }
        self.host = bare
        self.port = port
    }

    /// A whole address of a text that may be relative to another; nil where it is no address.
    package static func resolve(_ address: String, from base: String) -> String? {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, base, 0) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_URL, address, 0) == CURLUE_OK
        else { return nil }
        return part(CURLUPART_URL, of: handle)
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
