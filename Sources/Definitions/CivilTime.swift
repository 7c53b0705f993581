/// A date and time of day as a text states it, before a zone makes an instant of it.
package struct CivilTime: Hashable, Sendable {
    package var day: Day
    /// Whole seconds since midnight, 0 to 86,399.
    package var secondOfDay: Int32
    /// Milliseconds within the second; finer fractions are cut off.
    package var millisecond: Int32
    /// Seconds east of UTC, where the text states its own offset.
    package var offset: Int32?

    package init(day: Day, secondOfDay: Int32 = 0, millisecond: Int32 = 0, offset: Int32? = nil) {
        self.day = day
        self.secondOfDay = secondOfDay
        self.millisecond = millisecond
        self.offset = offset
    }

    /// Seconds since 1970-01-01 00:00:00 on the clock of wherever the text was written.
    package var localSeconds: Int64 {
        Int64(day.number) * 86_400 + Int64(secondOfDay)
    }

    /// The moment this is: by its own offset where it has one, else by the zone.
    ///
    /// - Complexity: O(log n) in the number of the zone's transitions; O(1) with an own offset.
    package func instant(in zone: ZoneTable) -> ZoneTable.Resolution {
        if let offset {
            return .unique(Instant(milliseconds: (localSeconds - Int64(offset)) * 1000 + Int64(millisecond)))
        }
        return zone.instant(ofLocalSeconds: localSeconds, millisecond: millisecond)
    }
}
