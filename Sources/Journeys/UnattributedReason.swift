/// Why a conversion's credit goes to `(unattributed)`.
package enum UnattributedReason: String, Hashable, Sendable, CaseIterable {
    /// Nothing links the conversion to a person.
    case noIdentity = "no_identity"
    /// The person has no touch up to the conversion, nor does the lead tell where it came from.
    case noTouch = "no_touch"
    /// All touches are older than the lookback.
    case outsideLookback = "outside_lookback"
    /// A deal or payment without the lead that opened it.
    case noLead = "no_lead"
    /// A manager entered the lead without a source.
    case manualCRMEntry = "manual_crm_entry"
    /// The lead is a call to a number that no source owns.
    case callWithoutSource = "call_without_source"
    /// A refund of a payment that isn't known.
    case refundTargetUnknown = "refund_target_unknown"
}
