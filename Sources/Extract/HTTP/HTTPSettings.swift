/// What holds for all requests of a pipeline.
package struct HTTPSettings: Sendable {
    /// Milliseconds until a connection stands.
    package var connectTimeout = 20_000
    /// Milliseconds without a byte.
    package var idleTimeout = 120_000
    /// Milliseconds for a whole request and answer.
    package var wholeTimeout = 3_600_000
    /// Bytes of an answer that is kept in memory, unpacked.
    package var memoryLimit = 64 << 20
    /// Bytes of an answer that goes to a file, unpacked.
    package var fileLimit: Int64 = 64 << 30
    /// How many times larger than its packed form a file may become, beyond the first 64 MiB.
    package var packingLimit: Int64 = 200
    package var redirectLimit = 10
    package var proxies = ProxySettings()
    /// A PEM file of certificates to trust instead of the system's.
    package var certificateFile: String?
    /// Hosts that may lie at private or loopback addresses.
    package var privateHosts: Set<String> = []
    package var userAgent = "throughline"

    package init() {}

    /// Settings with the proxies and the certificates that the environment names.
    ///
    /// libcurl itself looks at neither `SSL_CERT_FILE` nor `CURL_CA_BUNDLE`: programs that use it do.
    package init(environment: [String: String]) {
        proxies = ProxySettings(environment: environment)
        certificateFile = [environment["CURL_CA_BUNDLE"], environment["SSL_CERT_FILE"]].lazy.compactMap(\.self)
            .first { !$0.isEmpty }
    }
}
