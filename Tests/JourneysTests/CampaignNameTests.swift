import Definitions
import Journeys
import Testing

/// Names: by day, and in Latin letters.
struct CampaignNameTests {
    static let spelt: [(name: String, tags: [String])] = [
        (
            "Поиск Москва",
            ["poisk_moskva", "poisk-moskva", "POISK MOSKVA", "poisk.moskva", "poisk|moskva", "poisk+moskva"]
        ),
        (
            "Щёлково | Окна",
            ["shchelkovo_okna", "schelkovo_okna", "shhelkovo_okna", "shchyolkovo-okna", "shhjolkovo_okna"]
        ),
        (
            "Пластиковые окна ЖК «Южный»",
            [
                "plastikovye_okna_zhk_yuzhnyy", "plastikovyie_okna_zhk_yuzhnyiy",
                "plastikovye-okna-zhk-iuzhnyi", "plastikovye_okna_zhk_juzhnyj",
            ]
        ),
        ("Хиты продаж", ["hity_prodazh", "khity_prodazh", "xity_prodazh"]),
        ("Цена недели", ["cena_nedeli", "tsena_nedeli", "czena_nedeli"]),
        ("Подъезд и объект", ["podezd_i_obekt", "podyezd_i_obyekt", "pod\"ezd_i_ob\"ekt"]),
        ("Акции осени", ["akcii_oseni", "aktsii_oseni", "akczii_oseni", "aktsiy_oseni"]),
        ("Семья", ["semya", "semia", "sem'ya", "semja", "semʹja"]),
        ("Чай и щи", ["chay_i_shchi", "chai_i_schi", "chaj_i_shhi"]),
        ("Ёлки-2026", ["elki_2026", "yolki-2026", "jolki_2026", "yelki_2026"]),
        ("Жёлтый кран", ["zheltyy_kran", "zholtyj_kran", "zhyoltyy_kran", "zheltyi-kran"]),
        ("Эвакуатор СПб", ["evakuator_spb", "EVAKUATOR-SPB"]),
        ("Юрист по банкротству", ["yurist_po_bankrotstvu", "iurist_po_bankrotstvu", "jurist_po_bankrotstvu"]),
        ("Детский сад (РСЯ)", ["detskiy_sad_rsya", "detskij_sad_rsja", "detskii_sad_rsia", "deckiy_sad_rsya"]),
        ("Рязань: кухни", ["ryazan_kuhni", "riazan_kukhni", "rjazan'_kuxni"]),
        ("Съёмка, схемы и счета", ["semka_shemy_i_scheta", "syemka_skhemy_i_scheta", "sjomka_shemy_i_scheta"]),
        ("Матч-центр", ["match_centr", "match-tsentr"]),
        (
            "Новый год / Йошкар-Ола",
            [
                "novyy_god_yoshkar_ola", "novyj_god_joshkar_ola", "novyi_god_ioshkar_ola",
                "novy_god_yoshkar_ola",
            ]
        ),
        ("Предложение дня", ["predlozhenie_dnya", "predlozheniye_dnya", "predlozhenije_dnja", "predlozhenie_dnia"]),
        ("Мебель Вологда", ["mebel_vologda", "mebel'_wologda"]),
        ("Такси в Сочи", ["taksi_v_sochi", "taxi_v_sochi"]),
        ("Район Раменки", ["rayon_ramenki", "raion_ramenki", "rajon_ramenki"]),
        ("Россия_Поиск_Бренд", ["rossiya_poisk_brend", "rossia-poisk-brend", "rossija poisk brend"]),
        ("Подготовка к ЕГЭ", ["podgotovka_k_ege"]),
        ("Brand Moscow", ["brand_moscow", "BRAND-MOSCOW", "brand  moscow"]),
        ("brend_moskva", ["Бренд Москва"]),
    ]

    @Test(arguments: spelt.indices)
    func oneName(index: Int) throws {
        let row = Self.spelt[index]
        // All names at once: none may be taken for another.
        let spend = Self.spelt.enumerated().map { MatchingBench.spend("1000\(100 + $0.offset)", $0.element.name) }
        let bench = try MatchingBench(spend)
        for tag in row.tags {
            #expect(try bench.say(.paid(tag)) == "matched name campaign 1000\(100 + index)", "\(row.name): \(tag)")
        }
    }

    @Test(arguments: [
        ("Поиск Москва", "poisk_moskvy"), ("Поиск Москва", "poiskmoskva"), ("Поиск", "poisk_2"), ("Хит", "cit"),
        ("Щит", "shit"), ("Жар", "jar"),
    ])
    func otherNames(name: String, tag: String) throws {
        #expect(try MatchingBench([MatchingBench.spend("1", name)]).say(.paid(tag)) == "not_matched source_medium")
    }

    @Test func theExactNameGoesBeforeItsLikes() throws {
        let bench = try MatchingBench([
            MatchingBench.spend("1", "Бренд-Москва"), MatchingBench.spend("2", "brend_moskva"),
        ])
        #expect(try bench.say(.paid("brend_moskva")) == "matched name campaign 2")
        #expect(try bench.say(.paid("бренд-москва")) == "matched name campaign 1")
        #expect(try bench.say(.paid("brend moskva")) == "ambiguous name 1,2")
    }

    /// A campaign that was renamed, and another that took its old name.
    static let renamed = [
        MatchingBench.spend("1", "Поиск", day: "2026-01-10"), MatchingBench.spend("1", "Поиск", day: "2026-01-15"),
        MatchingBench.spend("1", "Поиск Москва", day: "2026-02-01"),
        MatchingBench.spend("2", "Поиск", day: "2026-02-01"),
        MatchingBench.spend("3", "Старая", day: "2026-01-01"), MatchingBench.spend("3", "", day: "2026-01-05"),
    ]

    @Test(arguments: [
        ("поиск москва", "2026-01-20", "not_matched source_medium"),
        ("поиск москва", "2026-02-01", "matched name campaign 1"),
        ("поиск москва", "2027-01-01", "matched name campaign 1"),
        // Before its first spend a campaign has the earliest name known, so the name is both's.
        ("поиск", "2025-12-01", "ambiguous name 1,2"),
        ("поиск", "2026-01-31", "ambiguous name 1,2"),
        ("поиск", "2026-02-01", "matched name campaign 2"),
        // A row without a name says nothing of it.
        ("старая", "2026-03-01", "matched name campaign 3"),
    ])
    func byDay(tag: String, day: String, expected: String) throws {
        let bench = try MatchingBench(Self.renamed)
        let match = try bench.match(.paid(tag), on: day)
        #expect(bench.say(match) == expected)
        #expect(match.days.contains(try #require(Day(day))))
        // The answer is the same on both edges of its range, as far as the calendar goes.
        for edge in [match.days.lowerBound, match.days.upperBound] {
            guard edge > Day(number: -100_000), edge < Day(number: 100_000) else { continue }
            #expect(bench.say(try bench.match(.paid(tag), on: "\(edge)")) == expected)
        }
    }

    @Test func aMatchIsLabelledAsSpendOfItsDay() throws {
        let bench = try MatchingBench(Self.renamed)
        let early = try bench.match(.paid("1"), on: "2026-01-31")
        let late = try bench.match(.paid("1"), on: "2026-02-01")
        #expect(early.campaign == "Поиск" && late.campaign == "Поиск Москва")
        #expect(early.days.upperBound == Day("2026-01-31") && late.days.lowerBound == Day("2026-02-01"))
        #expect(try bench.match(.paid("3"), on: "2026-02-01").campaign == "Старая")
    }
}
