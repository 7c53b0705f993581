/// The whole credit to the last touch whose channel is paid; where none is, as by last_non_direct.
///
/// A conversion that no advertising led to still has a source, so its credit stays with what brought it rather than
/// with an advertisement that didn't exist. GA4's model of this kind, "Google paid channels", falls back likewise:
/// https://support.google.com/analytics/answer/10596866. Only the kept touches are asked.
enum LastPaid {
    /// - Complexity: O(*k*) in the kept touches
    static func place(in journey: Journey, touches: Span<Touch>, read: inout Int) -> Int {
        var place = journey.keptTouches - 1
        while place >= 0 {
            read += 1
            if touches[journey.touch(at: place)].isPaid { return place }
            place -= 1
        }
        return LastNonDirect.place(in: journey, touches: touches, read: &read)
    }
}
