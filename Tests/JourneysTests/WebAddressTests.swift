import Journeys
import Testing

struct WebAddressTests {
    @Test(arguments: [
        ("https://www.Example.RU:443/a/B?utm_source=x#top", "example.ru", ["a", "b"]),
        ("http://user:pass@site.ru", "site.ru", []),
        ("//cdn.site.ru/x", "cdn.site.ru", ["x"]),
        ("site.ru/page?x=1", "site.ru", ["page"]),
        ("site.ru", "site.ru", []),
        ("/page?utm_source=x", "", ["page"]),
        ("?utm_source=x", "", []),
        ("catalog/page", "", ["catalog", "page"]),
        ("android-app://com.google.android.gm/", "com.google.android.gm", []),
        ("https://site.ru.", "site.ru", []),
        ("https://сайт.рф/раздел", "сайт.рф", ["раздел"]),
        ("/redirect?to=https://other.ru/", "", ["redirect"]),
        ("", "", []),
    ])
    func parts(text: String, host: String, path: [String]) {
        let address = WebAddress(text)
        #expect(address.host == host)
        #expect(address.path == path)
    }

    @Test(arguments: [
        ("https://a.ru/?UTM_Source=Yandex&utm_medium=cpc", "utm_source", "Yandex"),
        ("https://a.ru/?utm_source=a&amp;utm_medium=cpc", "utm_medium", "cpc"),
        ("https://a.ru/#/page?utm_source=vk", "utm_source", "vk"),
        ("https://a.ru/#utm_source=vk&x=1", "utm_source", "vk"),
        ("https://a.ru/?utm_source=first&utm_source=second", "utm_source", "first"),
        ("https://a.ru/?utm_source=&utm_source=second", "utm_source", "second"),
        ("https://a.ru/?utm_term=a=b", "utm_term", "a=b"),
        ("https://a.ru/?utm_term=a;b&x=1", "utm_term", "a;b"),
        ("https://a.ru/?x=1?utm_source=vk", "utm_source", "vk"),
    ])
    func parameter(text: String, name: String, value: String) {
        #expect(WebAddress(text).value(of: name) == value)
    }

    @Test func absentParameter() {
        #expect(WebAddress("https://a.ru/?utm_source").value(of: "utm_source") == nil)
    }
}
