import Foundation
import Synchronization
import TestSupport

/// Platforms as their APIs show themselves, each with the protocol that its documentation describes.
final class Platforms: Sendable {
    struct State {
        /// Cost by day, what a platform reports today.
        var costs: [String: String] = [:]
        /// Reports that were asked for, by name, with the body they were asked by, how often, and what was made of it.
        var reports: [String: (body: String, asked: Int, table: String?, night: Int)] = [:]
        /// Which night it is: what is ordered anew in the next one is no second order.
        var night = 0
        /// How often each report was ordered: platform, days and night.
        var orders: [String: Int] = [:]
        var logOrders = 0
        var logs: [Int: (first: String, last: String, looks: Int, isCleaned: Bool)] = [:]
        var visits: [String: [String]] = [:]
        /// amoCRM's leads by id, as JSON, and when each changed.
        var leads: [Int: (json: String, updated: Int)] = [:]
        var refresh = "first"
        var rotations = 0
        /// Whether the access token has expired, how many more requests it serves, and how many a new one does.
        var isExpired = false
        var tokenUses = Int.max
        var tokenLife = Int.max
        /// How often a refresh token was sent that isn't the newest one.
        var refusedTokens = 0
        /// When amoCRM was asked within the last second, and how often it said that this is too often.
        var moments: [Double] = []
        var limited = 0
        /// Bitrix24's deals and the moves of their stages by id, as JSON.
        var deals: [Int: String] = [:]
        var moves: [Int: String] = [:]
        /// What Bitrix24 has in its bucket, and since when.
        var bucket = (level: 0.0, moment: 0.0)
        /// Sent by Bitrix24 once in place of the next page.
        var broken: String?
        /// The bank's rates of a dollar by day, as it writes both.
        var rates: [String: String] = [:]
        var outage: Int?
        var faults = 0
    }

    let state = Mutex(State())
    let killing = Killing()

    func change(_ body: (inout State) -> Void) {
        state.withLock { state in
            var changed = state
            body(&changed)
            state = changed
        }
    }

    func reply(_ request: ServerRequest) -> ServerReply {
        killing.reply(isRotation: request.path == "/oauth2/access_token") { answer(request) }
    }

    private func answer(_ request: ServerRequest) -> ServerReply {
        state.withLock { state in
            if let status = state.outage { return ServerReply(status, "maintenance") }
            // Every eleventh request goes wrong in some way.
            if request.number % 11 == 3 {
                state.faults += 1
                return state.faults.isMultiple(of: 2) ? ServerReply(503) : ServerReply([.close])
            }
            if request.path == "/json/v5/reports" { return Self.direct(request, &state) }
            if request.path.hasPrefix("/management/v1/counter/77/") { return Self.metrica(request, &state) }
            if request.path == "/oauth2/access_token" { return Self.rotate(request, &state) }
            if request.path.hasPrefix("/api/v4/leads") { return Self.amo(request, &state) }
            if request.path.hasPrefix("/rest/1/s3cr3thook/") { return Self.bitrix(request, &state) }
            if request.path == "/scripts/XML_dynamic.asp" { return Self.bank(request, state) }
            return ServerReply(404, "nothing here: \(request.path)")
        }
    }

    // MARK: Yandex Direct

    private static func direct(_ request: ServerRequest, _ state: inout State) -> ServerReply {
        guard request.headers["authorization"] == "Bearer direct-t0ken" else {
            return .json("{\"error\":{\"error_code\":53,\"error_string\":\"Authorization error\"}}", status: 400)
        }
        guard request.headers["returnmoneyinmicros"] == "false", request.headers["skipreportheader"] == "true",
            request.headers["skipreportsummary"] == "true",
            let json = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any],
            let params = json["params"] as? [String: Any], let name = params["ReportName"] as? String,
            let criteria = params["SelectionCriteria"] as? [String: String], let from = criteria["DateFrom"],
            let to = criteria["DateTo"]
        else { return .json("{\"error\":{\"error_code\":8000,\"error_string\":\"bad\"}}", status: 400) }
        let known = state.reports[name]
        if let known, known.body != request.bodyText {
            return .json("{\"error\":{\"error_code\":4000,\"error_string\":\"name taken\"}}", status: 400)
        }
        // What was made stays as it was made; a new question has a new name.
        if let made = known?.table { return ServerReply(200, made) }
        let asked = (known?.asked ?? 0) + 1
        let queued = state.reports.values.filter { $0.table == nil && $0.night == state.night }.count
        if asked == 1, queued >= 5 {
            return .json("{\"error\":{\"error_code\":9000,\"error_string\":\"queue is full\"}}", status: 400)
        }
        state.reports[name] = (request.bodyText, asked, nil, state.night)
        if asked == 1 {
            state.orders["direct \(from) \(to) \(state.night)", default: 0] += 1
            return ServerReply(201, "", headers: ["retryIn": "1", "reportsInQueue": "1"])
        }
        if asked == 2, state.reports.count.isMultiple(of: 4) { return ServerReply(202, "", headers: ["retryIn": "1"]) }
        var table =
            "Date\tCampaignId\tCampaignName\tAdGroupId\tAdGroupName\tAdNetworkType\tDevice\tImpressions\tClicks\tCost\n"
        for (day, cost) in state.costs.sorted(by: { $0.key < $1.key }) where from <= day && day <= to {
            table += "\(day)\t1234567\tБренд\t1\tG\tSEARCH\tDESKTOP\t1000\t--\t\(cost)\n"
        }
        state.reports[name]?.table = table
        return ServerReply(200, table)
    }

    // MARK: Yandex Metrica

    private static func metrica(_ request: ServerRequest, _ state: inout State) -> ServerReply {
        guard request.headers["authorization"] == "OAuth metrica-t0ken" else {
            return ServerReply(403, "{\"errors\":[]}")
        }
        let words = request.path.split(separator: "/").dropFirst(4).map(String.init)
        func object(_ id: Int) -> String {
            guard let log = state.logs[id] else { return "{}" }
            let status =
                log.isCleaned ? "cleaned_by_user" : log.looks > (id.isMultiple(of: 4) ? 1 : 0) ? "processed" : "created"
            return "{\"request_id\":\(id),\"source\":\"visits\",\"date1\":\"\(log.first)\",\"date2\":\"\(log.last)\","
                + "\"status\":\"\(status)\",\"parts\":[{\"part_number\":0,\"size\":1}]}"
        }
        if words == ["logrequests"] {
            guard request.method == "POST" else {
                let all = state.logs.keys.sorted().map(object).joined(separator: ",")
                return .json("{\"requests\":[\(all)]}")
            }
            state.logOrders += 1
            let (first, last) = (request["date1"] ?? "", request["date2"] ?? "")
            state.orders["metrica \(first) \(last) \(state.night)", default: 0] += 1
            state.logs[state.logOrders] = (first, last, 0, false)
            return .json("{\"log_request\":\(object(state.logOrders))}")
        }
        guard words.count >= 2, let id = Int(words[1]), var log = state.logs[id] else { return ServerReply(404) }
        if words.count == 2 {
            log.looks += 1
            state.logs[id] = log
            return .json("{\"log_request\":\(object(id))}")
        }
        // What is put away is gone.
        if log.isCleaned { return ServerReply(400, "{\"errors\":[{\"error_type\":\"invalid_parameter\"}]}") }
        if words[2] == "clean" {
            state.logs[id]?.isCleaned = true
            return .json("{\"log_request\":\(object(id))}")
        }
        let columns = [
            "visitID", "dateTime", "clientID", "startURL", "referer", "lastUTMSource", "lastUTMMedium",
            "lastUTMCampaign",
            "lastUTMContent", "lastUTMTerm", "pageViews", "visitDuration", "bounce", "goalsID", "purchaseID",
            "deviceCategory", "regionCity",
        ]
        var table = columns.map { "ym:s:\($0)" }.joined(separator: "\t") + "\n"
        for (day, rows) in state.visits.sorted(by: { $0.key < $1.key }) where log.first <= day && day <= log.last {
            table += rows.map { $0 + "\n" }.joined()
        }
        return .gzip(Array(table.utf8))
    }

    // MARK: Bank of Russia

    private static func bank(_ request: ServerRequest, _ state: State) -> ServerReply {
        // dd/MM/yyyy as yyyyMMdd.
        func number(_ text: String) -> String {
            text.split { "/.".contains($0) }.reversed().joined()
        }
        guard request["VAL_NM_RQ"] == "R01235", let from = request["date_req1"], let to = request["date_req2"],
            from.contains("/")
        else { return ServerReply(200, "Error in parameters") }
        let days = state.rates.filter { (number(from)...number(to)).contains(number($0.key)) }
        let records = days.sorted { number($0.key) < number($1.key) }.map { day, rate in
            "<Record Date=\"\(day)\" Id=\"R01235\"><Nominal>1</Nominal><Value>\(rate)</Value></Record>"
        }
        let head = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><ValCurs ID=\"R01235\" name=\""
        // "Валюта" in the bank's encoding.
        let name: [UInt8] = [0xC2, 0xE0, 0xEB, 0xFE, 0xF2, 0xE0]
        return ServerReply(200, bytes: Array(head.utf8) + name + Array("\">\(records.joined())</ValCurs>".utf8))
    }
}
