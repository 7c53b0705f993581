/// What is asked for records besides themselves, and put into them.
///
/// What its request has a place for says how it is asked: `{{ id }}` for each record, `{{ ids }}` for several at a time,
/// neither once for all: such as the names of stages.
package struct DetailDefinition: Hashable, Sendable {
    package enum Asking: Hashable, Sendable {
        case each
        /// So many records at a time.
        case several(Int)
        case once
    }

    /// The ways, in a record, to what tells what belongs to it; a record without one of them is left as it is.
    package var ids: [[String]]
    package var request: RequestTemplate
    /// The way to the elements of an answer that is about several records; `*` for each element of a list.
    package var list: [String]?
    /// The ways, in an element, to what stands at `ids` in the record it belongs to.
    package var keys: [[String]]
    /// The way, in the answer or in an element of its list, to what is put into the record.
    package var path: [String]
    /// The record's key for it.
    package var name: String
    package var asking: Asking

    /// Records that are asked for at a time where nothing else is said.
    package static let usualSize = 50
}

extension RequestTemplate {
    /// The names of the values it has places for.
    var names: Set<String> {
        let bodies: [TextTemplate] =
            switch body {
            case .json(let template), .text(let template): [template]
            case .form(let items): items.map(\.value)
            case nil: []
            }
        return Set(([url] + query.map(\.value) + headers.map(\.value) + bodies).flatMap(\.names))
    }
}
