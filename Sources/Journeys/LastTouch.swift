/// The whole credit to the last touch before the conversion; of touches at the same instant, to the last in order.
enum LastTouch {
    static func shares(of touches: ArraySlice<Touch>) -> Shares {
        Shares(allTo: touches.count - 1, of: touches.count)
    }
}
