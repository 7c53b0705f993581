/// The whole credit to the last touch that isn't direct; where all are direct, to the last.
///
/// Only the kept touches are asked: where those that aren't direct were all dropped, the last touch has it.
enum LastNonDirect {
    /// - Complexity: O(*k*) in the kept touches
    static func place(in journey: Journey, touches: Span<Touch>, read: inout Int) -> Int {
        var place = journey.keptTouches - 1
        while place >= 0 {
            read += 1
            if !touches[journey.touch(at: place)].isDirect { return place }
            place -= 1
        }
        return journey.keptTouches - 1
    }
}
