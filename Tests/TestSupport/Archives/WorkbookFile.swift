/// A workbook made for a test, from the markup of its rows.
package struct WorkbookFile {
    package struct Sheet {
        package var name: String
        /// `<row>` elements.
        package var rows: String
        /// '': visible.
        package var state = ""

        package init(_ name: String, _ rows: String, state: String = "") {
            self.name = name
            self.rows = rows
            self.state = state
        }
    }

    package var sheets: [Sheet]
    /// `<si>` elements.
    package var texts: [String] = []
    /// Codes of number formats: a cell's style 1 is the first of them, 0 none.
    package var formats: [String] = []
    package var countsFrom1904 = false

    package init(_ sheets: [Sheet]) {
        self.sheets = sheets
    }

    package var zip: ZipFile {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        func relationships(_ list: [(id: String, type: String, target: String)]) -> String {
            list.map { "<Relationship Id=\"\($0.id)\" Type=\"\(office)/\($0.type)\" Target=\"\($0.target)\"/>" }
                .joined()
        }
        func part(_ name: String, _ text: String) -> ZipFile.Entry {
            ZipFile.Entry(name, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\(text)")
        }
        let places = sheets.indices.map { ("rId\($0 + 1)", "worksheet", "worksheets/sheet\($0 + 1).xml") }
        let list = sheets.enumerated().map { index, sheet in
            "<sheet name=\"\(sheet.name)\" sheetId=\"\(index + 1)\""
                + (sheet.state.isEmpty ? "" : " state=\"\(sheet.state)\"") + " r:id=\"rId\(index + 1)\"/>"
        }.joined()
        let codes = formats.enumerated().map { "<numFmt numFmtId=\"\(170 + $0)\" formatCode=\"\($1)\"/>" }.joined()
        let styles = formats.indices.map { "<xf numFmtId=\"\(170 + $0)\" xfId=\"0\"/>" }.joined()
        return ZipFile(
            [
                part("[Content_Types].xml", "<Types/>"),
                part(
                    "_rels/.rels",
                    "<Relationships>\(relationships([("rId1", "officeDocument", "xl/workbook.xml")]))</Relationships>"),
                part(
                    "xl/workbook.xml",
                    "<workbook xmlns:r=\"\(office)\"><workbookPr date1904=\"\(countsFrom1904 ? 1 : 0)\"/><sheets>\(list)</sheets></workbook>"
                ),
                part(
                    "xl/_rels/workbook.xml.rels",
                    "<Relationships>"
                        + relationships(
                            places + [
                                ("rId90", "styles", "/xl/styles.xml"), ("rId91", "sharedStrings", "sharedStrings.xml"),
                            ])
                        + "</Relationships>"),
                part(
                    "xl/styles.xml",
                    "<styleSheet><numFmts>\(codes)</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                        + "<cellXfs><xf numFmtId=\"0\"/>\(styles)<xf numFmtId=\"14\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
                ),
                part("xl/sharedStrings.xml", "<sst>\(texts.joined())</sst>"),
            ]
                + sheets.enumerated().map { index, sheet in
                    part(
                        "xl/worksheets/sheet\(index + 1).xml",
                        "<worksheet><sheetData>\(sheet.rows)</sheetData></worksheet>")
                })
    }

    package var bytes: [UInt8] { zip.bytes }
}
