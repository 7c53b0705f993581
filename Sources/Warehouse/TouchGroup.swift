extension Publication {
    /// What tells touches apart but their day and whose they are.
    package struct TouchGroup: Hashable, Sendable {
        /// 0 where they have no tags.
        package var tag: Int64
        /// Where they lie; that they are direct plays no part.
        package var placement: Placement
        /// Whether they are the own tags of leads.
        package var isLead: Bool

        package init(tag: Int64, placement: Placement, isLead: Bool) {
            self.tag = tag
            self.placement = placement
            self.placement.isDirect = false
            self.isLead = isLead
        }

        static let columns = ["tag_id", "placement_id", "is_lead"]
    }
}

extension RowBatch {
    /// Appends the columns of a group.
    package func append(_ group: Publication.TouchGroup) {
        append(group.tag)
        append(group.placement.id)
        append(group.isLead ? 1 : 0)
    }
}
