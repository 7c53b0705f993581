import Foundation
import Yams

/// As much of JSON Schema (draft 2020-12) as `schemas/pipeline.v1.json` uses, over the nodes of a YAML file.
///
/// A keyword it doesn't know is an error, so that no rule of the schema goes unchecked.
struct SchemaValidator {
    struct UnknownKeyword: Error {
        var keyword: String
    }

    private let root: Node

    init(schema: String) throws {
        guard let node = try compose(yaml: schema) else { throw UnknownKeyword(keyword: "an empty schema") }
        root = node
    }

    /// What is wrong with a YAML text, as `path: message`.
    func problems(of text: String) throws -> [String] {
        guard let node = try compose(yaml: text) else { return ["the file is empty"] }
        return try problems(of: node, by: root, at: "")
    }

    /// The definition of a name under `$defs`.
    func definition(_ name: String) -> Node? {
        root["$defs"]?[name]
    }

    var schema: Node { root }

    private func problems(of node: Node, by schema: Node, at path: String) throws -> [String] {
        guard let rules = schema.mapping else {
            return schema.string == "false" ? ["\(path): not allowed"] : []
        }
        var problems: [String] = []
        for (key, rule) in rules {
            let keyword = key.string ?? ""
            if let problem = try scalarProblem(of: node, keyword: keyword, rule: rule) {
                problems.append("\(path): \(problem)")
            } else {
                problems += try structureProblems(of: node, keyword: keyword, rule: rule, in: rules, at: path)
            }
        }
        return problems
    }

    // MARK: Keywords of one value

    private static let plain: Set<String> = [
        "type", "enum", "const", "pattern", "minLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems",
        "minProperties", "maxProperties", "required",
    ]
    private static let annotations: Set<String> = [
        "$schema", "$defs", "title", "description", "examples", "additionalProperties",
        "then", "else",
    ]

    private func scalarProblem(of node: Node, keyword: String, rule: Node) throws -> String? {
        let size = node.mapping?.count
        switch keyword {
        case "type":
            let types = rule.sequence.map { $0.compactMap(\.string) } ?? [rule.string ?? ""]
            let type = Self.type(of: node)
            return types.contains(type) || (type == "integer" && types.contains("number"))
                ? nil : "is \(type) instead of \(types.joined(separator: " or "))"
        case "enum":
            return rule.sequence?.contains { isEqual($0, node) } == true ? nil : "is none of the values"
        case "const":
            return isEqual(rule, node) ? nil : "is not \(rule.string ?? "")"
        case "pattern":
            guard Self.type(of: node) == "string", let text = node.string, let pattern = rule.string else { return nil }
            return try Regex(pattern).firstMatch(in: text) == nil ? "does not match \(pattern)" : nil
        case "minLength":
            guard Self.type(of: node) == "string", let least = rule.int else { return nil }
            return (node.string?.count ?? 0) < least ? "is too short" : nil
        case "minimum":
            guard node.scalar != nil, let value = node.float, let bound = rule.float else { return nil }
            return value < bound ? "is below \(bound)" : nil
        case "maximum":
            guard node.scalar != nil, let value = node.float, let bound = rule.float else { return nil }
            return value > bound ? "is above \(bound)" : nil
        case "minItems":
            return (node.sequence?.count ?? .max) < rule.int ?? 0 ? "has too few items" : nil
        case "maxItems":
            return (node.sequence?.count ?? 0) > rule.int ?? .max ? "has too many items" : nil
        case "uniqueItems":
            let items = node.sequence.map { $0.map { $0.string ?? "" } } ?? []
            return Set(items).count < items.count ? "has an item twice" : nil
        case "minProperties":
            return (size ?? .max) < rule.int ?? 0 ? "has too few keys" : nil
        case "maxProperties":
            return (size ?? 0) > rule.int ?? .max ? "has too many keys" : nil
        case "required":
            guard let mapping = node.mapping, let names = rule.sequence else { return nil }
            let missing = names.compactMap(\.string).filter { mapping[$0] == nil }
            return missing.isEmpty ? nil : "lacks \(missing.joined(separator: ", "))"
        default:
            return nil
        }
    }

    /// The JSON type of a scalar by YAML 1.2's core schema, which editors use: dates are strings, and so is `no`.
    private static func type(of node: Node) -> String {
        guard case .scalar(let scalar) = node else { return node.sequence != nil ? "array" : "object" }
        guard scalar.style == .plain else { return "string" }
        let text = scalar.string
        if ["", "~", "null"].contains(text) { return "null" }
        if ["true", "false"].contains(text) { return "boolean" }
        if text.wholeMatch(of: /[-+]?[0-9]+/) != nil { return "integer" }
        if text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil { return "number" }
        return "string"
    }

    private func isEqual(_ left: Node, _ right: Node) -> Bool {
        left.scalar != nil && right.scalar != nil && Self.type(of: left) == Self.type(of: right)
            && left.string == right.string
    }

    // MARK: Keywords that hold schemas

    private func structureProblems(
        of node: Node,
        keyword: String,
        rule: Node,
        in rules: Node.Mapping,
        at path: String
    ) throws -> [String] {
        switch keyword {
        case "$ref":
            let name = rule.string?.split(separator: "/").last.map(String.init) ?? ""
            guard let target = definition(name) else { throw UnknownKeyword(keyword: rule.string ?? "") }
            return try problems(of: node, by: target, at: path)
        case "properties":
            return try entryProblems(of: node, properties: rule, others: rules["additionalProperties"], at: path)
        case "additionalProperties":
            guard rules["properties"] == nil else { return [] }
            return try entryProblems(of: node, properties: nil, others: rule, at: path)
        case "propertyNames":
            let names = node.mapping?.keys.compactMap(\.string) ?? []
            return try names.flatMap {
                try problems(of: Node($0, .implicit, .doubleQuoted), by: rule, at: "\(path)/\($0) as a name")
            }
        case "items":
            return try (node.sequence.map(Array.init) ?? []).enumerated().flatMap {
                try problems(of: $0.element, by: rule, at: "\(path)/\($0.offset)")
            }
        case "anyOf", "oneOf":
            let options = rule.sequence.map(Array.init) ?? []
            let fitting = try options.filter { try problems(of: node, by: $0, at: path).isEmpty }.count
            let isRight = keyword == "anyOf" ? fitting > 0 : fitting == 1
            return isRight ? [] : ["\(path): fits \(fitting) of \(keyword)"]
        case "if":
            let branch = try problems(of: node, by: rule, at: path).isEmpty ? rules["then"] : rules["else"]
            return try branch.map { try problems(of: node, by: $0, at: path) } ?? []
        case "not":
            return try problems(of: node, by: rule, at: path).isEmpty ? ["\(path): fits what it must not"] : []
        default:
            guard Self.plain.contains(keyword) || Self.annotations.contains(keyword) else {
                throw UnknownKeyword(keyword: keyword)
            }
            return []
        }
    }

    private func entryProblems(of node: Node, properties: Node?, others: Node?, at path: String) throws -> [String] {
        guard let mapping = node.mapping else { return [] }
        return try mapping.flatMap { key, value -> [String] in
            let name = key.string ?? ""
            // Not by subscript: to Yams a plain `null` and a quoted one are different keys.
            let property = properties?.mapping?.first { $0.key.string == name }?.value
            guard let schema = property ?? others else { return [] }
            return try problems(of: value, by: schema, at: "\(path)/\(name)")
        }
    }
}
