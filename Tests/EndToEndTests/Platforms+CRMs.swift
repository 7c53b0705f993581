import Foundation
import TestSupport

/// CRMs as their APIs show themselves.
extension Platforms {
    // MARK: amoCRM

    static func rotate(_ request: ServerRequest, _ state: inout State) -> ServerReply {
        let fields = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: String] ?? [:]
        guard fields["refresh_token"] == state.refresh, fields["client_secret"] == "amo-s3cret" else {
            state.refusedTokens += 1
            return .json("{\"hint\":\"Token has been revoked\"}", status: 400)
        }
        state.rotations += 1
        state.isExpired = false
        state.tokenUses = state.tokenLife
        state.refresh = "refresh-\(state.rotations)"
        return .json(
            "{\"token_type\":\"Bearer\",\"expires_in\":86400,\"access_token\":\"access-\(state.rotations)\","
                + "\"refresh_token\":\"\(state.refresh)\"}")
    }

    static func amo(_ request: ServerRequest, _ state: inout State) -> ServerReply {
        guard request.headers["authorization"] == "Bearer access-\(state.rotations)", !state.isExpired,
            state.tokenUses > 0
        else { return ServerReply(401) }
        // Seven a second, and no more.
        let now = Date().timeIntervalSince1970
        state.moments = state.moments.filter { $0 > now - 1 } + [now]
        guard state.moments.count <= 7 else {
            state.limited += 1
            return ServerReply(429, "<html>Too many requests</html>")
        }
        state.tokenUses -= 1
        if request.path == "/api/v4/leads/pipelines" {
            return .json(
                #"{"_embedded":{"pipelines":[{"id":9,"name":"Продажи","_embedded":{"statuses":["#
                    + #"{"id":21,"name":"Новая","pipeline_id":9},{"id":142,"name":"Успех","pipeline_id":9}]}}]}}"#)
        }
        let from = request["filter[updated_at][from]"].flatMap { Int($0) } ?? 0
        let page = request["page"].flatMap { Int($0) } ?? 1
        let found = state.leads.filter { $0.value.updated >= from }.sorted { $0.key < $1.key }.map(\.value.json)
        let slice = found.dropFirst((page - 1) * 2).prefix(2)
        if slice.isEmpty { return ServerReply(204) }
        let host = request.headers["host"] ?? ""
        let next =
            "http:\\/\\/\(host)\\/api\\/v4\\/leads?with=contacts&page=\(page + 1)"
            + "&filter%5Bupdated_at%5D%5Bfrom%5D=\(from)"
        return .json(
            "{\"_page\":\(page),\"_links\":{\"next\":{\"href\":\"\(next)\"}},"
                + "\"_embedded\":{\"leads\":[\(slice.joined(separator: ","))]}}")
    }

    // MARK: Bitrix24

    /// A deal of Bitrix24; moments are those of Moscow.
    static func bitrixDeal(
        _ id: Int, created: String, changed: String, stage: String = "WON", meaning: String = "S", amount: String
    ) -> String {
        "{\"ID\":\"\(id)\",\"CATEGORY_ID\":\"0\",\"STAGE_ID\":\"\(stage)\",\"STAGE_SEMANTIC_ID\":\"\(meaning)\",\"OPPORTUNITY\":"
            + "\"\(amount)\",\"CURRENCY_ID\":\"RUB\",\"DATE_CREATE\":\"\(created)+03:00\",\"DATE_MODIFY\":\"\(changed)+03:00\","
            + "\"MOVED_TIME\":\"\(changed)+03:00\",\"LEAD_ID\":null,\"COMPANY_ID\":\"0\",\"ASSIGNED_BY_ID\":\"1\","
            + "\"UTM_CAMPAIGN\":null,\"UTM_CONTENT\":null,\"UTM_TERM\":null,\"CONTACT_ID\":\"0\",\"UTM_SOURCE\":\"google\","
            + "\"UTM_MEDIUM\":\"cpc\"}"
    }

    static func bitrix(_ request: ServerRequest, _ state: inout State) -> ServerReply {
        // A bucket for fifty requests, out of which two run a second.
        let now = Date().timeIntervalSince1970
        let level = max(0, state.bucket.level - 2 * (now - state.bucket.moment)) + 1
        guard level <= 50, request.number % 5 != 0 else {
            return .json(
                "{\"error\":\"QUERY_LIMIT_EXCEEDED\",\"error_description\":\"Too many requests\"}", status: 503)
        }
        state.bucket = (level, now)
        switch request.path.split(separator: "/").last {
        case "crm.category.list.json":
            return .json(#"{"result":{"categories":[{"id":0,"name":"Общая"},{"id":1,"name":"Опт"}]},"total":2}"#)
        case "crm.status.list.json":
            return .json(
                #"{"result":[{"ENTITY_ID":"DEAL_STAGE","STATUS_ID":"NEW","NAME":"Новая"},"#
                    + #"{"ENTITY_ID":"DEAL_STAGE","STATUS_ID":"WON","NAME":"Оплачено"}],"total":2}"#)
        default: break
        }
        guard request.form["start"] == "-1", let after = request.form["filter[>ID]"].flatMap({ Int($0) }) else {
            return .json("{\"error\":\"INVALID_ARG_VALUE\",\"error_description\":\"\"}", status: 400)
        }
        // Within two requests of an eleventh, and with a fifth between, three tries would meet three faults.
        if let broken = state.broken, !(1...5).contains(request.number % 11) {
            state.broken = nil
            return .json(broken)
        }
        /// The rows of a page: after an id, and within a time by a field that all write with one offset.
        func page(_ rows: [Int: String], by field: String) -> String {
            let found = rows.filter { id, json in
                guard id > after, let time = json.firstMatch(of: /"(?:DATE_MODIFY|CREATED_TIME)":"([^"]*)"/)?.1 else {
                    return false
                }
                let from = request.form["filter[>=\(field)]"] ?? ""
                let until = request.form["filter[<\(field)]"] ?? "9"
                return from <= time && time < until
            }
            return found.sorted { $0.key < $1.key }.prefix(50).map(\.value).joined(separator: ",")
        }
        if request.path.hasSuffix("/crm.stagehistory.list.json") {
            let moves = page(state.moves, by: "CREATED_TIME")
            return .json("{\"result\":{\"items\":[\(moves)]},\"total\":0,\"time\":{\"operating\":0}}")
        }
        let deals = page(state.deals, by: "DATE_MODIFY")
        return .json("{\"result\":[\(deals)],\"total\":0,\"time\":{\"operating\":0}}")
    }
}
