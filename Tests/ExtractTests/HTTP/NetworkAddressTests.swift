import Testing

@testable import Extract

@Suite struct NetworkAddressTests {
    static let addresses: [(String, Bool)] = [
        ("8.8.8.8", true), ("77.88.55.88", true), ("172.15.0.1", true), ("172.32.0.1", true), ("100.63.0.1", true),
        ("100.128.0.1", true), ("192.167.1.1", true), ("223.255.255.255", true), ("169.253.1.1", true),
        ("0.0.0.0", false), ("10.0.0.1", false), ("127.0.0.1", false), ("127.255.0.1", false), ("100.64.0.1", false),
        ("169.254.169.254", false), ("172.16.0.1", false), ("172.31.255.255", false), ("192.168.1.1", false),
        ("192.0.0.1", false), ("192.0.2.1", false), ("198.18.0.1", false), ("198.51.100.1", false),
        ("203.0.113.1", false), ("224.0.0.1", false), ("255.255.255.255", false),
        ("2a02:6b8::2:242", true), ("2606:4700::1111", true), ("::1", false), ("::", false), ("fe80::1", false),
        ("fe80::1%eth0", false), ("fc00::1", false), ("fd12::1", false), ("ff02::1", false), ("2001:db8::1", false),
        ("2001::1", false), ("3fff::1", false), ("::ffff:10.0.0.1", false), ("::ffff:8.8.8.8", true),
        ("64:ff9b::7f00:1", false), ("64:ff9b::808:808", true), ("2002:7f00:1::", false), ("2002:808:808::", true),
    ]

    @Test(arguments: addresses)
    func publicOrNot(text: String, isPublic: Bool) throws {
        #expect(try #require(NetworkAddress(text)).isPublic == isPublic)
    }

    @Test func namesAreNoAddresses() {
        #expect(NetworkAddress("localhost") == nil)
        #expect(NetworkAddress("1.2.3") == nil)
    }

    static let origins: [(String, String, String, Int)] = [
        ("https://Api.Example.com/a", "https", "api.example.com", 443),
        ("http://a.example:8080", "http", "a.example", 8080),
        ("https://user:pass@a.example./x", "https", "a.example", 443),
        ("http://[::1]:81/", "http", "::1", 81), ("http://0x7f000001/", "http", "127.0.0.1", 80),
    ]

    @Test(arguments: origins)
    func origin(address: String, scheme: String, host: String, port: Int) throws {
        let origin = try #require(WebOrigin(address))
        #expect(origin.scheme == scheme)
        #expect(origin.host == host)
        #expect(origin.port == port)
    }

    static let proxies: [(String, String?)] = [
        ("https://api.example/", "http://p:1"), ("http://api.example/", "http://q:2"),
        ("https://in.corp.example/", nil),
        ("https://corp.example/", nil), ("https://notcorp.example/", "http://p:1"), ("http://h:8080/", nil),
        ("http://h:8081/", "http://q:2"),
    ]

    @Test(arguments: proxies)
    func proxyOfTheEnvironment(address: String, proxy: String?) throws {
        let settings = ProxySettings(environment: [
            "https_proxy": "http://p:1", "http_proxy": "http://q:2", "HTTP_PROXY": "http://evil",
            "no_proxy": ".corp.example, h:8080",
        ])
        #expect(settings.proxy(for: try #require(WebOrigin(address))) == proxy)
    }
}
