import TestSupport
import Testing

@testable import Extract

@Suite struct XMLRecordsTests {
    static let dynamic = """
        <?xml version="1.0" encoding="windows-1251"?>
        <ValCurs ID="R01235" DateRange1="01.09.2026" name="Foreign Currency Market Dynamic">
         <Record Date="01.09.2026" Id="R01235"><Nominal>1</Nominal><Value>90,1234</Value></Record>
         <!-- a <Record> that is none -->
         <Record Date='02.09.2026' Id="R01235"><Nominal>1</Nominal><Value> 91,5 </Value><Name>\u{C4}</Name></Record>
        </ValCurs>
        """

    static let good: [(String, [String])] = [
        ("<a/>", []), ("<a><r/></a>", ["{}"]), ("<r x='1'/>", ["{\"x\":\"1\"}"]),
        ("<a><r><x>1 &lt; 2 &amp; &#x416;&#33;</x></r></a>", ["{\"x\":\"1 < 2 & Ж!\"}"]),
        ("<p:a xmlns:p='u'><p:r><p:x><![CDATA[<b>]]></p:x><y/></p:r></p:a>", ["{\"x\":\"<b>\",\"y\":\"\"}"]),
        ("<a><r><x>1</x></r> <r><x>\"</x></r></a>\n", ["{\"x\":\"1\"}", "{\"x\":\"\\\"\"}"]),
        ("<!DOCTYPE a><a>\n<r currency='USD' rate='1.1300'/></a>", ["{\"currency\":\"USD\",\"rate\":\"1.1300\"}"]),
    ]

    @Test(arguments: good)
    func recordsAreObjects(text: String, objects: [String]) throws {
        #expect(try XMLRecords.objects(of: Array(text.utf8), named: "r") == objects)
    }

    @Test(arguments: [
        "", "Error in parameters", "<a><r>", "<a></b>", "<a", "<a><!-- x", "<a x=1/>", "<a x='1/>", "<a>&nbsp;</a>",
        "<a>&#xD800;</a>",
        "<a>&lt</a>",
        "<?xml version='1.0' encoding='koi8-r'?><a/>",
    ])
    func whatIsNone(text: String) {
        #expect(throws: XMLRecords.Defect.self) { try XMLRecords.objects(of: Array(text.utf8), named: "r") }
    }

    /// The bank's encoding: Cyrillic in one byte a letter.
    static func windows1251(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { scalar in
            switch scalar.value {
            case 0x410...0x44F: UInt8(scalar.value - 0x410 + 0xC0)
            case 0x401: 0xA8
            case 0x2116: 0xB9
            default: UInt8(truncatingIfNeeded: scalar.value)
            }
        }
    }

    @Test func theBanksEncodingIsRead() throws {
        let text = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><a><r><n>Доллар США №Ё</n></r></a>"
        #expect(try XMLRecords.objects(of: Self.windows1251(text), named: "r") == ["{\"n\":\"Доллар США №Ё\"}"])
        #expect(throws: XMLRecords.Defect.self) {
            try XMLRecords.objects(of: Self.windows1251(text) + [0x98], named: "r")
        }
    }

    @Test func recordsLandWithWhatWasAskedFor() throws {
        let test = try TestConnector(
            """
            request: { url: "{{ base }}/x", query: { c: "{{ note }}" } }
            answer: { type: xml, records: Record, add: { currency: "{{ note }}" } }
            """
        ) { request in
            request.number == 1
                ? ServerReply(200, "<ValCurs><Record>") : ServerReply(200, bytes: Self.windows1251(Self.dynamic))
        }
        var asked = test
        asked.parameters["note"] = .text("USD")
        #expect(
            try asked.extract() == """
                {"Date":"01.09.2026","Id":"R01235","Nominal":"1","Value":"90,1234","currency":"USD"}
                {"Date":"02.09.2026","Id":"R01235","Nominal":"1","Value":"91,5","Name":"Д","currency":"USD"}

                """)
    }
}
