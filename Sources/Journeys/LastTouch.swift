/// The whole credit to the last touch before the conversion; of touches at the same instant, to the last in order.
enum LastTouch {
    static func place(in journey: Journey) -> Int {
        journey.keptTouches - 1
    }
}
