import Definitions
import Warehouse

/// The positions of leads by their source and id.
struct RecordPlaces {
    private let leads: [Publication.LeadRecord]
    /// The position of a lead and one; 0: the place is free.
    private var places: [Int32]

    /// - Complexity: O(*n*)
    init(_ leads: [Publication.LeadRecord]) {
        self.leads = leads
        var size = 64
        while size < leads.count * 2 { size *= 2 }
        places = Array(repeating: 0, count: size)
        for (position, lead) in leads.enumerated() {
            var place = Self.hash(lead.person.id) & (size - 1)
            while places[place] != 0 { place = (place + 1) & (size - 1) }
            places[place] = Int32(position) + 1
        }
    }

    /// The position of a lead; nil where there is none of that name.
    func position(source: String, id: String) -> Int? {
        let mask = places.count - 1
        var place = Self.hash(id) & mask
        while places[place] != 0 {
            let position = Int(places[place]) - 1
            if leads[position].person.id == id, leads[position].person.source == source { return position }
            place = (place + 1) & mask
        }
        return nil
    }

    private static func hash(_ id: String) -> Int {
        var id = id
        return id.withUTF8 { Int(truncatingIfNeeded: textHash($0)) }
    }
}
