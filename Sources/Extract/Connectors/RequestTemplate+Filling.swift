import Definitions

extension RequestTemplate {
    /// The request that the template becomes with some values.
    ///
    /// - Throws: `Failure.Kind.definition` where a value that can't be left out isn't there, or the body isn't JSON.
    func filled(with values: [String: TemplateValue]) throws(Failure) -> HTTPRequest {
        guard
            let address = values.text(
                of: url,
                writing: { text, place, _ in
                    // What begins an address is an address; what is put into it later is one piece of its path.
                    place == 0 ? text : WebAddressText.encoded(text)
                })
        else { throw missing(url, values) }
        let query = query.flatMap { values.items(of: $0) }
        var headers = headers.compactMap { item in
            values.text(of: item.value).map { HTTPHeader(item.name, $0.text, isCredential: $0.isSecret) }
        }
        var bytes: [UInt8]?
        switch body {
        case .json(let template):
            guard
                let text = values.text(
                    of: template,
                    writing: { text, _, format in format == "json" ? text : TemplateValue.escaped(text) })
            else { throw missing(template, values) }
            let body = Array(text.text.utf8)
            do throws(JSONPart.Defect) {
                _ = try JSONPart(body)
            } catch {
                throw Failure(
                    .definition, at: location, "what the request sends is no JSON: \(error.message)",
                    hint: "look at quotes and commas; write '{{ name | json }}' for a value with its own quotes")
            }
            bytes = body
            headers.append(HTTPHeader("Content-Type", "application/json"))
        case .form(let items):
            bytes = Array(WebAddressText.form(items.flatMap { values.items(of: $0) }).utf8)
            headers.append(HTTPHeader("Content-Type", "application/x-www-form-urlencoded"))
        case .text(let template):
            guard let text = values.text(of: template) else { throw missing(template, values) }
            bytes = Array(text.text.utf8)
        case nil: break
        }
        let method: HTTPRequest.Method =
            switch method {
            case .get: .get
            case .post: .post
            case .put: .put
            case .delete: .delete
            }
        return HTTPRequest(
            method, WebAddressText.appending(query, to: address.text), headers: headers.firstOfEach, body: bytes,
            isRepeatable: isRepeatable)
    }

    private func missing(_ template: TextTemplate, _ values: [String: TemplateValue]) -> Failure {
        let name = template.names.first { values[$0] == nil } ?? ""
        return Failure(
            .definition, at: location, "'{{ \(name) }}' has no value here", hint: "give it one in the source's 'with'")
    }
}

extension [HTTPHeader] {
    /// The first of each name: what a connector says itself comes before what is added.
    fileprivate var firstOfEach: [HTTPHeader] {
        var seen: Set<String> = []
        return filter { seen.insert($0.name.lowercased()).inserted }
    }
}
